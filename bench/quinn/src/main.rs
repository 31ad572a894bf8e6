// SPDX-License-Identifier: MIT

//! The same with quinn-udp: a worker as harness.c describes it, for runs of
//! datagrams.  quinn-udp sends the two ECN bits and the source address beside
//! them, and has no hop limit; a run is one contiguous transmit.

mod receiver;
mod sender;

use std::collections::HashMap;
use std::fs::File;
use std::io::{Read, Write};
use std::net::{Ipv6Addr, SocketAddr, UdpSocket};
use std::os::unix::io::{AsRawFd, FromRawFd};

const BUFFER: libc::c_int = 4 << 20;

#[derive(Default)]
pub struct Totals {
    pub packets: u64,
    pub bytes: u64,
    pub classes: u64,
    pub ended: bool,
}

#[derive(Default, Clone, Copy)]
pub struct Clocks {
    cpu: i64,
    wall: i64,
}

fn read_clock(clock: libc::clockid_t) -> i64 {
    let mut time = libc::timespec { tv_sec: 0, tv_nsec: 0 };
    unsafe { libc::clock_gettime(clock, &mut time) };
    time.tv_sec * 1_000_000_000 + time.tv_nsec
}

impl Clocks {
    pub fn now() -> Self {
        Clocks {
            cpu: read_clock(libc::CLOCK_PROCESS_CPUTIME_ID),
            wall: read_clock(libc::CLOCK_MONOTONIC),
        }
    }

    pub fn add_since(&mut self, since: Clocks) {
        let now = Clocks::now();
        self.cpu += now.cpu - since.cpu;
        self.wall += now.wall - since.wall;
    }
}

pub struct Task {
    numbers: HashMap<String, i64>,
    from: File,
    to: File,
}

impl Task {
    pub fn get(&self, key: &str) -> usize {
        *self.numbers.get(key).unwrap_or(&0) as usize
    }

    pub fn take_turn(&mut self) -> bool {
        matches!(self.from.read(&mut [0u8]), Ok(1))
    }

    pub fn give_turn(&mut self) {
        self.to.write_all(&[0]).expect("the other side");
    }

    pub fn tell_port(&mut self, port: u16) {
        self.to.write_all(&port.to_be_bytes()).expect("the sender");
    }

    pub fn read_port(&mut self) -> u16 {
        let mut bytes = [0u8; 2];
        self.from.read_exact(&mut bytes).expect("the receiver");
        u16::from_be_bytes(bytes)
    }

    /// Whether the other side has given its turn within so many milliseconds.
    pub fn is_turn(&self, timeout: i32) -> bool {
        is_readable(self.from.as_raw_fd(), timeout)
    }
}

pub fn is_readable(fd: i32, timeout: i32) -> bool {
    let mut wanted = libc::pollfd { fd, events: libc::POLLIN, revents: 0 };
    unsafe { libc::poll(&mut wanted, 1, timeout) > 0 }
}

fn set_buffer(socket: &UdpSocket, number: i32, forced: i32) {
    let size = std::mem::size_of_val(&BUFFER) as libc::socklen_t;
    for option in [number, forced] {
        unsafe {
            libc::setsockopt(
                socket.as_raw_fd(),
                libc::SOL_SOCKET,
                option,
                &BUFFER as *const _ as *const libc::c_void,
                size,
            )
        };
    }
}

pub fn open_socket() -> UdpSocket {
    let local = SocketAddr::new(Ipv6Addr::LOCALHOST.into(), 0);
    let socket = UdpSocket::bind(local).expect("bind");
    set_buffer(&socket, libc::SO_RCVBUF, libc::SO_RCVBUFFORCE);
    set_buffer(&socket, libc::SO_SNDBUF, libc::SO_SNDBUFFORCE);
    quinn_udp::UdpSocketState::configure((&socket).into()).expect("configure");
    socket
}

fn main() {
    let words: Vec<String> = std::env::args().collect();
    let numbers: HashMap<String, i64> = words[2..]
        .iter()
        .filter_map(|word| word.split_once('='))
        .map(|(key, value)| (key.into(), value.parse().expect("a number")))
        .collect();
    let (from, to) = (numbers["from"] as i32, numbers["to"] as i32);
    let task = Task {
        numbers,
        from: unsafe { File::from_raw_fd(from) },
        to: unsafe { File::from_raw_fd(to) },
    };
    let (totals, spent) = match words[1].as_str() {
        "receive" => receiver::run(task),
        _ => sender::run(task),
    };
    println!(
        "packets={} bytes={} classes={} hops=0 interfaces=0 cpu_ns={} wall_ns={}",
        totals.packets, totals.bytes, totals.classes, spent.cpu, spent.wall
    );
}
