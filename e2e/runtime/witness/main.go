// Prints what its control groups stand at as soon as it runs, one "file value" on each line, and waits until it is told to stop.
package main

import (
	"fmt"
	"os"
	"os/signal"
	"path/filepath"
	"strings"
	"syscall"
)

func main() {
	for _, file := range []string{
		"cpu/cpu.shares", "cpu/cpu.cfs_quota_us", "cpuset/cpuset.cpus", "memory/memory.limit_in_bytes",
		"cpu.weight", "cpu.max", "cpuset.cpus", "memory.max",
	} {
		if text, err := os.ReadFile(filepath.Join("/sys/fs/cgroup", file)); err == nil {
			fmt.Println(filepath.Base(file), strings.TrimSpace(string(text)))
		}
	}
	signals := make(chan os.Signal, 1)
	signal.Notify(signals, syscall.SIGTERM, syscall.SIGINT)
	<-signals
}
