// SPDX-License-Identifier: MIT

//! Receives runs and steps through their datagrams.

use std::io::{ErrorKind, IoSliceMut};
use std::net::UdpSocket;
use std::os::unix::io::AsRawFd;

use quinn_udp::{RecvMeta, UdpSocketState};

use crate::{is_readable, open_socket, Clocks, Task, Totals};

const RUNS: usize = 8; // received at once
const RUN_ROOM: usize = 65536;
const PATIENCE: i32 = 2000; // milliseconds, then the rest is lost

struct Receiver {
    socket: UdpSocket,
    io: UdpSocketState,
    rooms: Vec<Vec<u8>>,
    totals: Totals,
}

impl Receiver {
    fn take(&mut self, meta: &RecvMeta, index: usize) {
        let run = &self.rooms[index][..meta.len];
        for datagram in run.chunks(meta.stride) {
            if datagram.len() == 1 {
                self.totals.ended = true;
                return;
            }
            self.totals.packets += 1;
            self.totals.bytes += datagram.len() as u64;
            self.totals.classes += meta.ecn.map_or(0, |ecn| ecn as u64);
        }
    }

    fn receive_runs(&mut self) -> bool {
        let mut metas = [RecvMeta::default(); RUNS];
        let mut slices: [IoSliceMut; RUNS] = {
            let mut rooms = self.rooms.iter_mut();
            std::array::from_fn(|_| IoSliceMut::new(rooms.next().unwrap()))
        };
        match self.io.recv((&self.socket).into(), &mut slices, &mut metas) {
            Ok(count) => {
                for (index, meta) in metas[..count].iter().enumerate() {
                    self.take(meta, index);
                }
                true
            }
            Err(error) if error.kind() == ErrorKind::WouldBlock => {
                is_readable(self.socket.as_raw_fd(), PATIENCE)
            }
            Err(error) => panic!("{error}"),
        }
    }

    fn receive(&mut self, count: u64) {
        let until = self.totals.packets.saturating_add(count);
        while self.totals.packets < until && !self.totals.ended {
            if !self.receive_runs() {
                return;
            }
        }
    }
}

fn receive_turns(receiver: &mut Receiver, task: &mut Task) -> Clocks {
    let mut spent = Clocks::default();
    let mut warm = false;
    while task.take_turn() {
        let begin = Clocks::now();
        receiver.receive(task.get("burst") as u64);
        if warm {
            spent.add_since(begin);
        } else {
            receiver.totals = Totals::default();
        }
        warm = true;
        task.give_turn();
    }
    spent
}

fn receive_stream(receiver: &mut Receiver, task: &mut Task) -> Clocks {
    let mut spent = Clocks::default();
    receiver.receive(1);
    let begin = Clocks::now();
    receiver.receive(u64::MAX);
    spent.add_since(begin);
    task.give_turn();
    spent
}

pub fn run(mut task: Task) -> (Totals, Clocks) {
    let mut receiver = Receiver {
        socket: open_socket(),
        io: UdpSocketState::new(),
        rooms: vec![vec![0; RUN_ROOM]; RUNS],
        totals: Totals::default(),
    };
    task.tell_port(receiver.socket.local_addr().expect("port").port());
    let spent = if task.get("stream") != 0 {
        receive_stream(&mut receiver, &mut task)
    } else {
        receive_turns(&mut receiver, &mut task)
    };
    (receiver.totals, spent)
}
