package io.sublet.agent.observe.signal;

/**
 * What is usual of a workload at this time of the day.
 *
 * @param usual level
 * @param deviation standard deviation, as far as it can be told from what is not extreme
 */
public record Band(double usual, double deviation) {}
