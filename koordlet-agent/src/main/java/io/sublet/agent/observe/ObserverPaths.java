package io.sublet.agent.observe;

/**
 * Where the observer looks.
 *
 * @param kubeletCgroupRoot the kubelet's {@code --cgroup-root}, or {@code auto} to find it
 * @param cpuManagerState the kubelet's record of its CPU manager
 * @param kubeletConfig the kubelet's configuration file
 */
public record ObserverPaths(
        String procRoot, String sysRoot, String kubeletCgroupRoot, String cpuManagerState, String kubeletConfig) {}
