package io.sublet.agent.observe.node;

/**
 * What one disk did in each second since it was last looked at.
 *
 * @param name as in /sys/block
 * @param reads operations completed
 * @param writes operations completed
 * @param busy the share of the time in which it had work, 0..1
 */
public record DiskUsage(String name, long readBytes, long writtenBytes, long reads, long writes, double busy) {}
