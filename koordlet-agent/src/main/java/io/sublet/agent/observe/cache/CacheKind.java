package io.sublet.agent.observe.cache;

/**
 * One kind of cache that can be divided; the files of {@code info} in resctrl.rst of the kernel's documentation.
 *
 * @param ways a bit for each part of the cache
 * @param leastWays fewest bits that a group may have; 0 on machines where it may have none
 * @param shared bits that other agents of the machine, such as its I/O, use as well
 * @param groups most groups, the root group counted
 */
public record CacheKind(long ways, int leastWays, long shared, int groups) {}
