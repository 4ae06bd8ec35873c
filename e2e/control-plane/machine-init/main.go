// The first process of a machine of the local cluster. It reads a plan: the steps that make its namespaces look like a
// machine of its own, then the programs it keeps running. When it ends, the kernel ends all that it started: as
// process 1 of a process namespace by the namespace's own rule, otherwise by each program's parent-death signal.
//
//	machine-init PLAN.json
package main

import (
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"runtime"
	"strings"
	"syscall"
	"time"

	"golang.org/x/sys/unix"
)

type plan struct {
	Steps    []step    `json:"steps"`
	Programs []program `json:"programs"`
}

// Exactly one step kind is named by Do; the other fields are its arguments.
type step struct {
	Do      string   `json:"do"`
	Type    string   `json:"type"`
	Source  string   `json:"source"`
	Target  string   `json:"target"`
	Options string   `json:"options"`
	Command []string `json:"command"`
}

type program struct {
	Name    string   `json:"name"`
	Command []string `json:"command"`
	Env     []string `json:"env"`
	Log     string   `json:"log"`
	// A file that has to be there before the program is started: the socket of the one it needs.
	After string `json:"after"`
}

func main() {
	// The parent-death signal goes to the children of a thread, so the thread that starts them has to stay.
	runtime.LockOSThread()
	if len(os.Args) != 2 {
		fail("usage: machine-init PLAN.json")
	}
	text, err := os.ReadFile(os.Args[1])
	check(err)
	var p plan
	check(json.Unmarshal(text, &p))
	check(unix.Prctl(unix.PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0))
	for _, s := range p.Steps {
		if err := s.take(); err != nil {
			fail(fmt.Sprintf("%s %s %s: %v", s.Do, s.Target, strings.Join(s.Command, " "), err))
		}
	}
	supervise(p.Programs)
}

func (s step) take() error {
	switch s.Do {
	case "write":
		return write(s.Target, s.Source)
	case "mkdir":
		return os.MkdirAll(s.Target, 0o755)
	case "symlink":
		return os.Symlink(s.Source, s.Target)
	case "hostname":
		return unix.Sethostname([]byte(s.Source))
	case "unmount":
		return unix.Unmount(s.Target, unix.MNT_DETACH)
	case "bind":
		return unix.Mount(s.Source, s.Target, "", unix.MS_BIND|unix.MS_REC, "")
	case "move":
		return unix.Mount(s.Source, s.Target, "", unix.MS_MOVE, "")
	case "share":
		return unix.Mount("", s.Target, "", unix.MS_SHARED|unix.MS_REC, "")
	case "mount":
		return unix.Mount(s.Type, s.Target, s.Type, 0, s.Options)
	case "await":
		return await(s.Target, 60*time.Second)
	case "run":
		out, err := exec.Command(s.Command[0], s.Command[1:]...).CombinedOutput()
		if err != nil {
			return fmt.Errorf("%v: %s", err, strings.TrimSpace(string(out)))
		}
		return nil
	}
	return fmt.Errorf("no such step")
}

// Never creates the file: a kernel file that is missing is an error, not a new regular file.
func write(path, text string) error {
	file, err := os.OpenFile(path, os.O_WRONLY, 0)
	if err != nil {
		return err
	}
	defer file.Close()
	_, err = file.WriteString(text)
	return err
}

func await(path string, limit time.Duration) error {
	for end := time.Now().Add(limit); time.Now().Before(end); time.Sleep(20 * time.Millisecond) {
		if _, err := os.Stat(path); err == nil {
			return nil
		}
	}
	return fmt.Errorf("not there after %s", limit)
}

const restartPause = time.Second

// Starts the programs, reaps every process that ends, and starts a program that ended again after a pause.
func supervise(programs []program) {
	signals := make(chan os.Signal, 64)
	signal.Notify(signals, syscall.SIGCHLD, syscall.SIGTERM, syscall.SIGINT)
	running := map[int]program{}
	due := make(chan program, len(programs))
	for _, p := range programs {
		due <- p
	}
	for {
		select {
		case s := <-signals:
			if s != syscall.SIGCHLD {
				os.Exit(0)
			}
			for _, ended := range reap(running) {
				time.AfterFunc(restartPause, func() { due <- ended })
			}
		case p := <-due:
			if _, err := os.Stat(p.After); p.After != "" && err != nil {
				time.AfterFunc(50*time.Millisecond, func() { due <- p })
				continue
			}
			running[start(p)] = p
		}
	}
}

func start(p program) int {
	check(os.MkdirAll(filepath.Dir(p.Log), 0o755))
	log, err := os.OpenFile(p.Log, os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o644)
	check(err)
	defer log.Close()
	command := exec.Command(p.Command[0], p.Command[1:]...)
	command.Env = append(os.Environ(), p.Env...)
	command.Stdout, command.Stderr = log, log
	command.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL, Setpgid: true}
	check(command.Start())
	return command.Process.Pid
}

func reap(running map[int]program) []program {
	var ended []program
	for {
		var status syscall.WaitStatus
		pid, err := syscall.Wait4(-1, &status, syscall.WNOHANG, nil)
		if pid <= 0 || err != nil {
			return ended
		}
		if p, ours := running[pid]; ours {
			delete(running, pid)
			fmt.Fprintf(os.Stderr, "%s %s ended (exit %d, signal %d), starting it again\n",
				time.Now().UTC().Format(time.RFC3339), p.Name, status.ExitStatus(), status.Signal())
			ended = append(ended, p)
		}
	}
}

func check(err error) {
	if err != nil {
		fail(err)
	}
}

func fail(reason any) {
	fmt.Fprintln(os.Stderr, "machine-init:", reason)
	os.Exit(1)
}
