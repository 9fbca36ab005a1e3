//! A server on this machine: it reads requests, gives answers, and keeps every byte that it read.

use std::{
    io::{BufRead, BufReader, Read, Write},
    net::{SocketAddr, TcpListener, TcpStream},
    sync::{
        Arc, Mutex,
        atomic::{AtomicU32, Ordering},
    },
    thread,
};

/// It runs until the process ends, with a thread for each connection.
pub(crate) struct Server {
    pub(crate) address: SocketAddr,
    requests: Arc<Mutex<Vec<String>>>,
    connections: Arc<AtomicU32>,
}

impl Server {
    /// Answers each request with the bytes that the closure makes of its text.
    pub(crate) fn new(answer: impl Fn(&str) -> String + Send + Sync + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let requests = Arc::new(Mutex::new(Vec::new()));
        let connections = Arc::new(AtomicU32::new(0));
        let (kept, answer) = (Arc::clone(&requests), Arc::new(answer));
        let counted = Arc::clone(&connections);
        thread::spawn(move || {
            for stream in listener.incoming() {
                counted.fetch_add(1, Ordering::Relaxed);
                let (kept, answer) = (Arc::clone(&kept), Arc::clone(&answer));
                thread::spawn(move || {
                    let mut stream = stream.unwrap();
                    let mut reader = BufReader::new(stream.try_clone().unwrap());
                    while let Some(request) = read(&mut reader) {
                        kept.lock().unwrap().push(request.clone());
                        if stream.write_all(answer(&request).as_bytes()).is_err() {
                            break;
                        }
                    }
                });
            }
        });
        Self { address, requests, connections }
    }

    pub(crate) fn connections(&self) -> u32 {
        self.connections.load(Ordering::Relaxed)
    }

    pub(crate) fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// What was read since the last time, request by request.
    pub(crate) fn take(&self) -> Vec<String> {
        std::mem::take(&mut *self.requests.lock().unwrap())
    }
}

/// One request with its body, unless the client has hung up.
fn read(stream: &mut BufReader<TcpStream>) -> Option<String> {
    let mut read = Vec::new();
    while !read.ends_with(b"\r\n\r\n") {
        if stream.read_until(b'\n', &mut read).ok()? == 0 {
            return None;
        }
    }
    let head = String::from_utf8(read).unwrap();
    let length = head.lines().find_map(|line| {
        let (name, value) = line.split_once(": ")?;
        name.eq_ignore_ascii_case("content-length").then(|| value.parse().unwrap())
    });
    let mut body = vec![0; length.unwrap_or(0)];
    stream.read_exact(&mut body).ok()?;
    Some(head + &String::from_utf8(body).unwrap())
}

/// An answer with its length.
pub(crate) fn answer(head: &str, body: &str) -> String {
    format!("HTTP/1.1 {head}\r\nContent-Length: {}\r\n\r\n{body}", body.len())
}

pub(crate) fn json(body: &str) -> String {
    answer("200 OK\r\nContent-Type: application/json", body)
}

/// Asks for HTTP Digest until there is an answer to it.
pub(crate) fn digest(body: &'static str) -> Server {
    Server::new(move |request| {
        if request.to_ascii_lowercase().contains("\r\nauthorization: digest ") {
            json(body)
        } else {
            answer(
                "401 Unauthorized\r\nWWW-Authenticate: Digest realm=\"MMS Public API\", \
                 nonce=\"kWVA9Ciu7lNaN5Qd\", algorithm=MD5, qop=\"auth\", stale=false",
                r#"{"error":401}"#,
            )
        }
    })
}
