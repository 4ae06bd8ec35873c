package io.sublet.manager.overcommit;

import io.sublet.crds.config.ColocationStrategy;
import io.sublet.manager.view.ZoneView;
import io.sublet.model.resource.CpuMemory;
import java.util.ArrayList;
import java.util.List;

/**
 * Batch by NUMA zone: the formula of the node with the zone's allocatable for capacity. System and reservation are divided in
 * equal parts, and so is the load of a pod, over the zones that the scheduler gave it or over all.
 */
final class ZoneCapacity {
    /** A zone with its allocatable, zero where it lists none. Its number, which pods name, is its place in the list. */
    record Zone(int index, String name, CpuMemory allocatable) {}

    private ZoneCapacity() {}

    /** All zones, or none if no zone lists CPU or memory: then they are not of that kind. */
    static List<Zone> zones(List<ZoneView> views) {
        if (views.stream().allMatch(view -> view.allocatable().isEmpty())) {
            return List.of();
        }
        List<Zone> zones = new ArrayList<>();
        for (ZoneView view : views) {
            zones.add(new Zone(zones.size(), view.name(), view.allocatable().orElse(CpuMemory.ZERO)));
        }
        return zones;
    }

    static List<ZoneFormula> formulas(NodeFigures figures, List<Zone> zones) {
        if (zones.isEmpty()) {
            return List.of();
        }
        ColocationStrategy strategy = figures.strategy();
        OnlineLoad online = figures.online();
        CpuMemory systemUsed = Amounts.share(
                figures.system().plusCapped(online.hostApplications().aboveBatch()), zones.size());
        CpuMemory reserved = Amounts.share(figures.machine().reserved(), zones.size());
        CpuMemory base = BatchCapacity.base(reserved, systemUsed, strategy);
        List<ZoneFormula> formulas = new ArrayList<>();
        for (Zone zone : zones) {
            CpuMemory capacity = zone.allocatable();
            CpuMemory margin = BatchCapacity.margin(capacity, strategy);
            CpuMemory counted = online.zones().get(zone.index()).counted(strategy);
            CpuMemory rest = BatchCapacity.rest(capacity, margin, base, counted);
            formulas.add(new ZoneFormula(
                    zone.index(),
                    zone.name(),
                    capacity,
                    margin,
                    base,
                    counted,
                    BatchCapacity.capped(rest, capacity, strategy)));
        }
        return formulas;
    }
}
