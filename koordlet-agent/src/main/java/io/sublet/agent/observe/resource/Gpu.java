package io.sublet.agent.observe.resource;

/**
 * A graphics or compute device of the PCI bus. Only shown: the agent does not divide it.
 *
 * @param address on the bus
 * @param vendor its name, or its number in hexadecimal
 * @param model as the driver says, or the device's number in hexadecimal
 * @param driver empty for none
 */
public record Gpu(String address, String vendor, String model, String driver) {
    @Override
    public String toString() {
        return vendor + " " + model + " at " + address + (driver.isEmpty() ? ", no driver" : ", driver " + driver);
    }
}
