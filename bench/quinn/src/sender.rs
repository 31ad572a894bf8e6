// SPDX-License-Identifier: MIT

//! Sends bursts of runs, in batches of datagrams.

use std::net::{IpAddr, Ipv6Addr, SocketAddr, UdpSocket};
use std::time::{Duration, Instant};

use quinn_proto::{EcnCodepoint, Transmit};
use quinn_udp::{UdpSocketState, UdpState};

use crate::{open_socket, Clocks, Task, Totals};

const RUN_DATAGRAMS: usize = 64;
const RUN_BYTES: usize = 65535 - 8;

struct Sender {
    task: Task,
    socket: UdpSocket,
    state: UdpState,
    io: UdpSocketState,
    transmits: Vec<Transmit>,
    due: Option<Instant>,
}

/// The runs that a batch of datagrams makes.
fn make_transmits(task: &Task, peer: SocketAddr) -> Vec<Transmit> {
    let (size, batch) = (task.get("size"), task.get("batch"));
    let most = RUN_DATAGRAMS.min(RUN_BYTES / size);
    (0..batch)
        .step_by(most)
        .map(|first| most.min(batch - first))
        .map(|count| Transmit {
            destination: peer,
            ecn: Some(EcnCodepoint::Ect0),
            contents: vec![0xa5; count * size],
            segment_size: (count > 1).then_some(size),
            src_ip: Some(IpAddr::V6(Ipv6Addr::LOCALHOST)),
        })
        .collect()
}

impl Sender {
    fn send_batch(&mut self) {
        let mut done = 0;
        while done < self.transmits.len() {
            let left = &self.transmits[done..];
            done += self
                .io
                .send((&self.socket).into(), &self.state, left)
                .expect("send");
        }
    }

    fn send_burst(&mut self) {
        let (burst, batch) = (self.task.get("burst"), self.task.get("batch"));
        for _ in 0..burst / batch {
            self.send_batch();
        }
    }

    /// Not before its time, where a pace was given.
    fn await_pace(&mut self) {
        let pace = Duration::from_nanos(self.task.get("pace") as u64);
        let due = self.due.unwrap_or_else(Instant::now) + pace;
        while Instant::now() < due {}
        self.due = Some(due);
    }

    fn send_turns(&mut self) -> Clocks {
        let mut spent = Clocks::default();
        for i in 0..=self.task.get("cycles") {
            let begin = Clocks::now();
            self.send_burst();
            if i > 0 {
                spent.add_since(begin); // the first turn warms caches up
            }
            self.task.give_turn();
            assert!(self.task.take_turn(), "the receiver has gone");
        }
        spent
    }

    fn send_stream(&mut self, peer: SocketAddr) -> Clocks {
        let mut spent = Clocks::default();
        let begin = Clocks::now();
        for _ in 0..self.task.get("cycles") {
            self.send_burst();
            self.await_pace();
        }
        spent.add_since(begin);
        for _ in 0..1000 {
            self.socket.send_to(&[0], peer).expect("send_to");
            if self.task.is_turn(2) {
                break;
            }
        }
        spent
    }
}

pub fn run(mut task: Task) -> (Totals, Clocks) {
    let peer = SocketAddr::new(Ipv6Addr::LOCALHOST.into(), task.read_port());
    let packets = (task.get("burst") * task.get("cycles")) as u64;
    let bytes = packets * task.get("size") as u64;
    let stream = task.get("stream") != 0;
    let mut sender = Sender {
        socket: open_socket(),
        state: UdpState::new(),
        io: UdpSocketState::new(),
        transmits: make_transmits(&task, peer),
        task,
        due: None,
    };
    let spent = if stream {
        sender.send_stream(peer)
    } else {
        sender.send_turns()
    };
    (Totals { packets, bytes, ..Totals::default() }, spent)
}
