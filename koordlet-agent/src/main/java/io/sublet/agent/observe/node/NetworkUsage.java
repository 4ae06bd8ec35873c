package io.sublet.agent.observe.node;

/** What one network interface moved in each second since it was last looked at. */
public record NetworkUsage(String name, long receivedBytes, long sentBytes, long dropped) {}
