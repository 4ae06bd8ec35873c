package io.sublet.extender.bind;

import io.sublet.extender.ledger.PinLedger;
import io.sublet.extender.pin.Pins;
import io.sublet.model.cpu.CpuBindPolicy;
import io.sublet.model.cpu.CpuTopology;
import java.time.Duration;
import java.util.List;
import java.util.function.LongSupplier;

/** One extender as far as binding goes. */
final class Replica {
    static final Duration RETRY = Duration.ofSeconds(1);
    static final Duration PATIENCE = Duration.ofSeconds(30);

    final PinLedger ledger = new PinLedger((pod, fault, note) -> {
        throw new AssertionError(pod + " " + fault + " " + note);
    });
    final FakeRight right = new FakeRight();
    final Settler settler;
    final Binder binder;
    private final FakePods api;
    private final int watch;

    Replica(FakePods api, List<String> nodes, CpuTopology topology, LongSupplier nanos) {
        this.api = api;
        settler = new Settler(api, ledger, RETRY, PATIENCE, nanos);
        binder = new Binder(api, ledger, right, settler, CpuBindPolicy.FULL_PCPUS);
        watch = api.watch();
        for (String node : nodes) {
            ledger.put(Pins.node(node));
            ledger.put(Pins.report(node, topology));
        }
    }

    BindAnswer bind(String pod, String node) {
        return bind(new BindOrder(Pins.shape(pod, 1).ref(), node));
    }

    BindAnswer bind(BindOrder order) {
        try {
            return binder.bind(order, 0);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    void see(int events) {
        api.deliver(watch, ledger, events);
    }

    void seeAll() {
        see(Integer.MAX_VALUE);
    }

    /** What {@link PodTakeover} does, at once. */
    void takeOver(boolean shutOut) {
        if (shutOut) {
            api.pending().toOptional().orElseThrow().forEach(api::touch);
        }
        seeAll();
        right.held = true;
    }
}
