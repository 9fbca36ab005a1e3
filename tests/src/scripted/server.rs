//! The server: a thread that accepts, a thread for each connection, and a log.

use std::{
    io,
    net::{SocketAddr, TcpListener, TcpStream},
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicBool, AtomicU64, AtomicUsize, Ordering},
    },
    thread,
};

use rustls::ServerConfig;

use super::{Received, Reply, reply::Step, stream::Stream};

/// A server on the loopback. It stops when it is dropped.
pub struct Server {
    address: SocketAddr,
    shared: Arc<Shared>,
}

/// What a server does, before it is started.
pub struct Script {
    answer: Box<dyn Fn(&Received) -> Reply + Send + Sync>,
    greet: Box<dyn Fn(usize) -> Greeting + Send + Sync>,
    tls: Option<Arc<ServerConfig>>,
}

/// What a server does with a connection before any request.
#[derive(Debug, Clone)]
pub enum Greeting {
    /// Waits for requests.
    Talk,
    /// Never says anything: no handshake, no answer.
    Hang,
    /// Ends the connection with a reset.
    Reset,
    /// Waits for the first bytes, says this and closes.
    Say(Vec<u8>),
}

struct Shared {
    script: Script,
    log: Mutex<Vec<Received>>,
    connections: AtomicUsize,
    written: AtomicU64,
    over: AtomicBool,
}

impl Script {
    /// Answers each request with what the closure says.
    pub fn new(answer: impl Fn(&Received) -> Reply + Send + Sync + 'static) -> Self {
        Self { answer: Box::new(answer), greet: Box::new(|_| Greeting::Talk), tls: None }
    }

    /// Says how each connection begins, by its number from 0 on.
    pub fn greet(mut self, greet: impl Fn(usize) -> Greeting + Send + Sync + 'static) -> Self {
        self.greet = Box::new(greet);
        self
    }

    /// Speaks TLS with this identity.
    pub fn tls(mut self, identity: Arc<ServerConfig>) -> Self {
        self.tls = Some(identity);
        self
    }

    /// Starts the server.
    ///
    /// # Panics
    ///
    /// When the loopback has no port left.
    pub fn start(self) -> Server {
        let listener = TcpListener::bind("127.0.0.1:0").expect("the loopback has a port");
        Server::over(listener, self).expect("a listener has an address")
    }
}

impl Server {
    /// Answers request after request from a list, over any number of connections. What comes after
    /// its end is answered with 599, so that it shows.
    pub fn play(replies: impl IntoIterator<Item = Reply>) -> Self {
        Self::answer(list(replies))
    }

    /// Answers each request with what the closure says.
    pub fn answer(answer: impl Fn(&Received) -> Reply + Send + Sync + 'static) -> Self {
        Script::new(answer).start()
    }

    /// Runs on a listener that is there already.
    ///
    /// # Errors
    ///
    /// The listener has no address.
    pub fn over(listener: TcpListener, script: Script) -> io::Result<Self> {
        let address = listener.local_addr()?;
        let shared = Arc::new(Shared {
            script,
            log: Mutex::default(),
            connections: AtomicUsize::new(0),
            written: AtomicU64::new(0),
            over: AtomicBool::new(false),
        });
        let accepting = Arc::clone(&shared);
        thread::spawn(move || accepting.accept(&listener));
        Ok(Self { address, shared })
    }

    /// Where it listens.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// `http://` or `https://` with address and port.
    pub fn url(&self) -> String {
        let scheme = if self.shared.script.tls.is_some() { "https" } else { "http" };
        format!("{scheme}://{}", self.address)
    }

    /// All requests so far.
    pub fn log(&self) -> Vec<Received> {
        self.shared.log().clone()
    }

    /// How many requests there were.
    pub fn count(&self) -> usize {
        self.shared.log().len()
    }

    /// How many connections there were, those without a request included.
    pub fn connections(&self) -> usize {
        self.shared.connections.load(Ordering::SeqCst)
    }

    /// How many bytes were written, as far as the system took them.
    pub fn written(&self) -> u64 {
        self.shared.written.load(Ordering::SeqCst)
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.shared.over.store(true, Ordering::SeqCst);
        // The thread that accepts looks at it with the next connection.
        TcpStream::connect(self.address).ok();
    }
}

/// The answers of a list, one after the other, and 599 after the last.
pub(super) fn list(
    replies: impl IntoIterator<Item = Reply>,
) -> impl Fn(&Received) -> Reply + Send + Sync + 'static {
    let replies: Vec<_> = replies.into_iter().collect();
    move |received| {
        let reply = replies.get(received.number).cloned();
        reply.unwrap_or_else(|| Reply::json(599, r#"{"errorCode":"SCRIPT_IS_OVER"}"#))
    }
}

impl Shared {
    fn log(&self) -> MutexGuard<'_, Vec<Received>> {
        self.log.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn accept(self: Arc<Self>, listener: &TcpListener) {
        for socket in listener.incoming() {
            if self.over.load(Ordering::SeqCst) {
                return;
            }
            let Ok(socket) = socket else { continue };
            let number = self.connections.fetch_add(1, Ordering::SeqCst);
            let shared = Arc::clone(&self);
            // That the client hangs up is nothing that a server would report.
            thread::spawn(move || shared.serve(socket, number).ok());
        }
    }

    fn serve(&self, socket: TcpStream, connection: usize) -> io::Result<()> {
        match (self.script.greet)(connection) {
            Greeting::Talk => self.talk(Stream::new(socket, self.script.tls.clone())?, connection),
            Greeting::Hang => Stream::new(socket, None)?.drain(),
            Greeting::Reset => Stream::new(socket, None)?.reset(),
            Greeting::Say(words) => {
                let mut stream = Stream::new(socket, None)?;
                stream.read_more()?;
                stream.write(&words)?;
                stream.close()
            }
        }
    }

    fn talk(&self, mut stream: Stream, connection: usize) -> io::Result<()> {
        while let Some(mut received) = Received::read(&mut stream, connection)? {
            {
                let mut log = self.log();
                received.number = log.len();
                log.push(received.clone());
            }
            let reply = (self.script.answer)(&received);
            for step in reply.into_steps() {
                match step {
                    Step::Send(bytes) => self.write(&mut stream, &bytes)?,
                    Step::Flood(bytes) => loop {
                        self.write(&mut stream, &bytes)?;
                    },
                    Step::Wait(pause) => thread::sleep(pause),
                    Step::Reset => return stream.reset(),
                    Step::Close => return stream.close(),
                    Step::Hang => return stream.drain(),
                    Step::Tunnel(to) => return stream.tunnel(to),
                }
            }
        }
        Ok(())
    }

    fn write(&self, stream: &mut Stream, bytes: &[u8]) -> io::Result<()> {
        stream.write(bytes)?;
        self.written.fetch_add(bytes.len() as u64, Ordering::SeqCst);
        Ok(())
    }
}
