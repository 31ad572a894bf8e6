// SPDX-License-Identifier: MIT

package main

import (
	"encoding/binary"
	"net"
	"time"

	"golang.org/x/net/ipv6"
)

func (w *worker) openReceiver() {
	var err error

	w.udp, err = net.ListenUDP("udp6", &net.UDPAddr{IP: net.IPv6loopback})
	check(err)
	w.setBuffers()
	w.packet = ipv6.NewPacketConn(w.udp)
	flags := ipv6.FlagTrafficClass | ipv6.FlagHopLimit | ipv6.FlagDst |
		ipv6.FlagInterface
	if w.task["control"] != 0 {
		check(w.packet.SetControlMessage(flags, true))
		w.oob = ipv6.NewControlMessage(flags)
	}
	w.data = make([]byte, room)
	w.messages = make([]ipv6.Message, w.task["batch"])
	for i := range w.messages {
		w.messages[i].Buffers = [][]byte{make([]byte, room)}
		w.messages[i].OOB = make([]byte, len(w.oob))
	}
}

func (w *worker) take(control *ipv6.ControlMessage, n int) {
	if n == 1 {
		w.totals.ended = true
		return
	}
	w.totals.packets++
	w.totals.bytes += uint64(n)
	if control != nil {
		w.totals.classes += uint64(control.TrafficClass)
		w.totals.hops += uint64(control.HopLimit)
		w.totals.interfaces += uint64(control.IfIndex)
	}
}

func (w *worker) receiveSingle() bool {
	n, control, _, err := w.packet.ReadFrom(w.data)
	if err == nil {
		w.take(control, n)
	}
	return err == nil
}

func (w *worker) receiveBatch() bool {
	n, err := w.packet.ReadBatch(w.messages, 0)
	if err != nil {
		return false
	}
	for i := 0; i < n; i++ {
		m := &w.messages[i]
		if w.task["control"] == 0 {
			w.take(nil, m.N)
			continue
		}
		var control ipv6.ControlMessage
		check(control.Parse(m.OOB[:m.NN]))
		w.take(&control, m.N)
	}
	return true
}

// receive returns when so many more have come, or the stream has ended, or
// what was sent was lost.
func (w *worker) receive(count uint64) {
	until := w.totals.packets + count
	single := w.task["batch"] == 0
	for w.totals.packets < until && !w.totals.ended {
		more := false
		if single {
			more = w.receiveSingle()
		} else {
			more = w.receiveBatch()
		}
		if !more {
			return
		}
	}
}

func (w *worker) receiveTurns() {
	for warm := false; w.takeTurn(); warm = true {
		check(w.udp.SetReadDeadline(time.Now().Add(patience)))
		begin := now()
		w.receive(uint64(w.task["burst"]))
		if warm {
			w.addSince(begin)
		} else {
			w.totals = totals{}
		}
		w.giveTurn()
	}
}

func (w *worker) receiveStream() {
	check(w.udp.SetReadDeadline(time.Now().Add(5 * patience)))
	w.receive(1)
	begin := now()
	w.receive(1 << 32)
	w.addSince(begin)
	w.giveTurn()
}

func (w *worker) receiver() {
	w.openReceiver()
	var port [2]byte
	binary.BigEndian.PutUint16(port[:],
		uint16(w.udp.LocalAddr().(*net.UDPAddr).Port))
	_, err := w.to.Write(port[:])
	check(err)
	if w.task["stream"] != 0 {
		w.receiveStream()
	} else {
		w.receiveTurns()
	}
}
