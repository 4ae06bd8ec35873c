// Listens on a loopback port of the network namespace it is started in and passes each connection on to an address
// inside another one:
//
//	forward 127.0.0.1:6443 10.250.0.1:6443 /proc/4242/ns/net
package main

import (
	"fmt"
	"io"
	"net"
	"os"
	"runtime"

	"golang.org/x/sys/unix"
)

type dialed struct {
	conn *net.TCPConn
	err  error
}

func main() {
	if len(os.Args) != 4 {
		fail("usage: forward LISTEN TARGET NETNS")
	}
	target, err := net.ResolveTCPAddr("tcp", os.Args[2])
	check(err)
	namespace, err := os.Open(os.Args[3])
	check(err)
	// Before any thread changes its namespace.
	listener, err := net.Listen("tcp", os.Args[1])
	check(err)

	requests := make(chan chan dialed)
	go dialInside(namespace, target, requests)
	for {
		client, err := listener.Accept()
		check(err)
		go pass(client.(*net.TCPConn), requests)
	}
}

// A socket belongs to the namespace of the thread that made it, so one thread makes them all and never leaves.
func dialInside(namespace *os.File, target *net.TCPAddr, requests <-chan chan dialed) {
	runtime.LockOSThread()
	check(unix.Setns(int(namespace.Fd()), unix.CLONE_NEWNET))
	for reply := range requests {
		conn, err := net.DialTCP("tcp", nil, target)
		reply <- dialed{conn, err}
	}
}

func pass(client *net.TCPConn, requests chan<- chan dialed) {
	defer client.Close()
	reply := make(chan dialed, 1)
	requests <- reply
	server := <-reply
	if server.err != nil {
		fmt.Fprintln(os.Stderr, server.err)
		return
	}
	defer server.conn.Close()
	done := make(chan struct{}, 2)
	go copyHalf(server.conn, client, done)
	go copyHalf(client, server.conn, done)
	<-done
	<-done
}

func copyHalf(to, from *net.TCPConn, done chan<- struct{}) {
	if _, err := io.Copy(to, from); err != nil {
		// The other direction is of no use any more; closing the write side would only look like a clean end.
		from.Close()
		to.Close()
	} else {
		to.CloseWrite()
	}
	done <- struct{}{}
}

func check(err error) {
	if err != nil {
		fail(err)
	}
}

func fail(reason any) {
	fmt.Fprintln(os.Stderr, "forward:", reason)
	os.Exit(1)
}
