// SPDX-License-Identifier: MIT

// The same with golang.org/x/net/ipv6: a worker as harness.c describes it.
// The loops are those of the package's documentation, with nothing allocated
// that need not be.
package main

import (
	"encoding/binary"
	"fmt"
	"net"
	"os"
	"strconv"
	"strings"
	"syscall"
	"time"
	"unsafe"

	"golang.org/x/net/ipv6"
)

const (
	trafficClass = 0x28
	hopLimit     = 17
	room         = 2112
	buffer       = 4 << 20
	patience     = 2 * time.Second
	processClock = 2 // CLOCK_PROCESS_CPUTIME_ID of clock_gettime(2)
	steadyClock  = 1 // CLOCK_MONOTONIC
)

type totals struct {
	packets, bytes, classes, hops, interfaces uint64
	ended                                     bool
}

type clocks struct {
	cpu, wall int64
}

type worker struct {
	task     map[string]int
	from, to *os.File
	udp      *net.UDPConn
	packet   *ipv6.PacketConn
	peer     *net.UDPAddr
	control  ipv6.ControlMessage
	oob      []byte
	data     []byte
	messages []ipv6.Message
	totals   totals
	spent    clocks
}

func check(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func readClock(clock uintptr) int64 {
	var spec syscall.Timespec
	syscall.RawSyscall(syscall.SYS_CLOCK_GETTIME, clock,
		uintptr(unsafe.Pointer(&spec)), 0)
	return spec.Nano()
}

func now() clocks {
	return clocks{readClock(processClock), readClock(steadyClock)}
}

func (w *worker) addSince(since clocks) {
	end := now()
	w.spent.cpu += end.cpu - since.cpu
	w.spent.wall += end.wall - since.wall
}

func (w *worker) takeTurn() bool {
	var byte [1]byte
	n, _ := w.from.Read(byte[:])
	return n == 1
}

func (w *worker) giveTurn() {
	_, err := w.to.Write([]byte{0})
	check(err)
}

// Past the limit where that is allowed, else up to it.
func (w *worker) setBuffers() {
	check(w.udp.SetReadBuffer(buffer))
	check(w.udp.SetWriteBuffer(buffer))
	raw, err := w.udp.SyscallConn()
	check(err)
	check(raw.Control(func(fd uintptr) {
		syscall.SetsockoptInt(int(fd), syscall.SOL_SOCKET,
			syscall.SO_RCVBUFFORCE, buffer)
		syscall.SetsockoptInt(int(fd), syscall.SOL_SOCKET,
			syscall.SO_SNDBUFFORCE, buffer)
	}))
}

func (w *worker) print() {
	t := &w.totals
	fmt.Printf("packets=%d bytes=%d classes=%d hops=%d interfaces=%d "+
		"cpu_ns=%d wall_ns=%d\n", t.packets, t.bytes, t.classes, t.hops,
		t.interfaces, w.spent.cpu, w.spent.wall)
}

func main() {
	if len(os.Args) < 2 {
		os.Exit(2)
	}
	w := &worker{task: map[string]int{"size": 64, "burst": 512, "cycles": 8}}
	for _, word := range os.Args[2:] {
		key, value, _ := strings.Cut(word, "=")
		number, err := strconv.Atoi(value)
		check(err)
		w.task[key] = number
	}
	w.from = os.NewFile(uintptr(w.task["from"]), "from")
	w.to = os.NewFile(uintptr(w.task["to"]), "to")
	if os.Args[1] == "receive" {
		w.receiver()
	} else {
		w.sender()
	}
	w.print()
}

// readPort reads what the receiver tells first.
func (w *worker) readPort() {
	var port [2]byte
	_, err := w.from.Read(port[:])
	check(err)
	w.peer = &net.UDPAddr{IP: net.IPv6loopback,
		Port: int(binary.BigEndian.Uint16(port[:]))}
}
