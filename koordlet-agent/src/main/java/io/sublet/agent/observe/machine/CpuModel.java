package io.sublet.agent.observe.machine;

import java.util.Optional;

/**
 * The kind of CPU.
 *
 * @param name as the machine calls it
 * @param vendor such as {@code AuthenticAMD}; on Arm the implementer's number
 * @param smt whether cores run more than one thread each
 * @param turbo whether cores may run above their nominal frequency
 * @param l3Mask all ways of the last-level cache as a hexadecimal mask, where resctrl is mounted
 */
public record CpuModel(String name, String vendor, boolean smt, boolean turbo, Optional<String> l3Mask) {}
