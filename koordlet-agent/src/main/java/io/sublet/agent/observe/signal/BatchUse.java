package io.sublet.agent.observe.signal;

/**
 * What a batch pod used in a window.
 *
 * @param cpu thousandths of a CPU, on average
 * @param memoryGrowth bytes of memory and page cache taken in the window; what was given back is 0
 */
public record BatchUse(double cpu, double memoryGrowth) {}
