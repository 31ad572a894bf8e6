// SPDX-License-Identifier: MIT

package main

import (
	"net"
	"time"

	"golang.org/x/net/ipv6"
)

func (w *worker) openSender() {
	var err error

	local := &net.UDPAddr{IP: net.IPv6loopback}
	if w.task["connected"] != 0 {
		w.udp, err = net.DialUDP("udp6", local, w.peer)
	} else {
		w.udp, err = net.ListenUDP("udp6", local)
	}
	check(err)
	w.setBuffers()
	w.packet = ipv6.NewPacketConn(w.udp)
}

func (w *worker) prepareSender() {
	size, batch := w.task["size"], w.task["batch"]
	w.control = ipv6.ControlMessage{TrafficClass: trafficClass,
		HopLimit: hopLimit, Src: net.IPv6loopback, IfIndex: 1}
	if w.task["sticky"] != 0 {
		w.task["control"] = 0
		check(w.packet.SetTrafficClass(trafficClass))
		check(w.packet.SetHopLimit(hopLimit))
	}
	w.data = make([]byte, size)
	w.messages = make([]ipv6.Message, batch)
	for i := range w.messages {
		w.messages[i].Buffers = [][]byte{make([]byte, size)}
		if w.task["connected"] == 0 {
			w.messages[i].Addr = w.peer
		}
	}
}

func (w *worker) sendSingle(count int) {
	var control *ipv6.ControlMessage
	var peer net.Addr = w.peer

	if w.task["control"] != 0 {
		control = &w.control
	}
	if w.task["connected"] != 0 {
		peer = nil
	}
	for i := 0; i < count; i++ {
		_, err := w.packet.WriteTo(w.data, control, peer)
		check(err)
	}
}

// sendBatch writes the values of each datagram anew, as they may differ.
func (w *worker) sendBatch() {
	if w.task["control"] != 0 {
		for i := range w.messages {
			w.messages[i].OOB = w.control.Marshal()
		}
	}
	for left := w.messages; len(left) > 0; {
		n, err := w.packet.WriteBatch(left, 0)
		check(err)
		left = left[n:]
	}
}

func (w *worker) send(count int) {
	batch := w.task["batch"]
	if batch == 0 {
		w.sendSingle(count)
		return
	}
	for done := 0; done < count; done += batch {
		w.sendBatch()
	}
}

func (w *worker) sendTurns() {
	for i := 0; i <= w.task["cycles"]; i++ {
		begin := now()
		w.send(w.task["burst"])
		if i > 0 { // the first turn warms caches up
			w.addSince(begin)
		}
		w.giveTurn()
		if !w.takeTurn() {
			panic("the receiver has gone")
		}
	}
}

func (w *worker) sendStream() {
	begin := now()
	pace := int64(w.task["pace"])
	due := begin.wall
	for i := 0; i < w.task["cycles"]; i++ {
		w.send(w.task["burst"])
		for due += pace; pace > 0 && readClock(steadyClock) < due; {
		}
	}
	w.addSince(begin)
	w.sendMarks()
}

// sendMarks ends the stream: a single byte, until the receiver has seen one.
func (w *worker) sendMarks() {
	ended := make(chan bool)
	go func() {
		ended <- w.takeTurn()
	}()
	for i := 0; i < 1000; i++ {
		if w.task["connected"] != 0 {
			w.udp.Write([]byte{0})
		} else {
			w.udp.WriteTo([]byte{0}, w.peer)
		}
		select {
		case <-ended:
			return
		case <-time.After(2 * time.Millisecond):
		}
	}
}

func (w *worker) sender() {
	w.readPort()
	w.openSender()
	w.prepareSender()
	if w.task["stream"] != 0 {
		w.sendStream()
	} else {
		w.sendTurns()
	}
	w.totals.packets = uint64(w.task["burst"] * w.task["cycles"])
	w.totals.bytes = w.totals.packets * uint64(w.task["size"])
}
