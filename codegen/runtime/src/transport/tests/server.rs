//! Servers that do one thing to each connection, from a script of raw bytes.

use std::{
    io::{Read, Write},
    net::{SocketAddr, TcpListener, TcpStream},
    thread,
    time::Duration,
};

/// Gives each connection to this function, on a thread of its own, until the process ends.
pub(super) fn listen(serve: impl Fn(TcpStream) + Clone + Send + 'static) -> SocketAddr {
    listen_at("127.0.0.1", serve)
}

pub(super) fn listen_at(
    host: &str,
    serve: impl Fn(TcpStream) + Clone + Send + 'static,
) -> SocketAddr {
    let listener = TcpListener::bind((host, 0)).unwrap();
    let address = listener.local_addr().unwrap();
    thread::spawn(move || {
        for stream in listener.incoming() {
            let serve = serve.clone();
            thread::spawn(move || serve(stream.unwrap()));
        }
    });
    address
}

/// What follows the answer.
#[derive(Debug, Clone, Copy)]
pub(super) enum Then {
    Close,
    Silence,
    Reset,
}

/// Answers one request with these bytes.
pub(super) fn raw(answer: impl Into<Vec<u8>>, then: Then) -> String {
    let answer = answer.into();
    let address = listen(move |mut stream| {
        let unread = match then {
            // The system resets a connection that is closed with something unread.
            Then::Reset => 1,
            Then::Close | Then::Silence => 0,
        };
        let mut head = Vec::new();
        while !head.ends_with(&b"\r\n\r\n"[..4 - unread]) {
            let mut byte = [0];
            if !stream.read(&mut byte).is_ok_and(|count| count == 1) {
                return;
            }
            head.push(byte[0]);
        }
        // The client may hang up in the middle.
        let _ = stream.write_all(&answer);
        match then {
            Then::Close => {}
            // What was written has to arrive before the reset.
            Then::Reset => thread::sleep(Duration::from_millis(50)),
            Then::Silence => {
                let _ = stream.read_to_end(&mut Vec::new());
            }
        }
    });
    format!("http://{address}")
}

/// Takes connections and says nothing.
pub(super) fn silent() -> SocketAddr {
    listen(|mut stream| {
        let _ = stream.read_to_end(&mut Vec::new());
    })
}

/// Writes these bytes at once and closes.
pub(super) fn says(bytes: &'static [u8]) -> SocketAddr {
    listen(move |mut stream| {
        // Unread, the end would be a reset that takes the bytes with it.
        let _ = stream.read(&mut [0; 4096]);
        let _ = stream.write_all(bytes);
    })
}

/// A port that nobody listens on.
pub(super) fn closed() -> SocketAddr {
    TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap()
}
