//! The body of an answer while it is read: within its cap, and without holding much more than it
//! weighs.

use http::StatusCode;

use super::{Limits, TransportError, TransportErrorKind};

/// So much is believed of an announced length before that much has come.
const BELIEVED: usize = 1024 * 1024;

pub(super) struct Body {
    bytes: Vec<u8>,
    cap: usize,
    /// Of a success all is needed; anything else is cut at the cap.
    whole: bool,
    announced: usize,
}

impl Body {
    /// Fails when the announced length alone is too much.
    pub(super) fn new(
        status: StatusCode,
        announced: Option<u64>,
        limits: Limits,
    ) -> Result<Self, TransportError> {
        let whole = status.is_success();
        let cap = if whole { limits.max_success_body } else { limits.max_error_body };
        let announced = usize::try_from(announced.unwrap_or(0)).unwrap_or(usize::MAX);
        if whole && announced > cap {
            return Err(TransportError::new(TransportErrorKind::BodyTooLarge));
        }
        Ok(Self { bytes: Vec::new(), cap, whole, announced: announced.min(cap) })
    }

    /// Takes one more piece, and says whether more is wanted.
    pub(super) fn push(&mut self, piece: &[u8]) -> Result<bool, TransportError> {
        let room = self.cap.saturating_sub(self.bytes.len());
        let taken = piece.get(..room).unwrap_or(piece);
        self.make_room(taken.len());
        self.bytes.extend_from_slice(taken);
        match (taken.len() < piece.len(), self.whole) {
            (true, true) => Err(TransportError::new(TransportErrorKind::BodyTooLarge)),
            (true, false) => Ok(false),
            (false, _) => Ok(self.whole || self.bytes.len() < self.cap),
        }
    }

    /// A vector left to itself would double beyond the cap.
    fn make_room(&mut self, more: usize) {
        let needed = self.bytes.len().saturating_add(more);
        if needed <= self.bytes.capacity() {
            return;
        }
        let room = if needed <= BELIEVED.min(self.announced) {
            BELIEVED.min(self.announced)
        } else if needed <= self.announced {
            self.announced
        } else {
            self.bytes.capacity().saturating_mul(2).min(self.cap).max(needed)
        };
        self.bytes.reserve_exact(room - self.bytes.len());
    }

    pub(super) fn into_bytes(self) -> bytes::Bytes {
        self.bytes.into()
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    const MIB: usize = 1024 * 1024;

    fn body(status: u16, announced: Option<u64>, cap: usize) -> Result<Body, TransportErrorKind> {
        let limits = Limits { timeout: Duration::ZERO, max_success_body: cap, max_error_body: cap };
        Body::new(StatusCode::from_u16(status).unwrap(), announced, limits)
            .map_err(|error| error.kind)
    }

    #[test]
    fn a_success_within_its_cap_is_whole() {
        let mut body = body(200, None, 5).unwrap();
        assert!(body.push(b"ab").unwrap());
        assert!(body.push(b"cde").unwrap());
        assert_eq!(body.push(b"f").unwrap_err().kind, TransportErrorKind::BodyTooLarge);
        assert_eq!(body.into_bytes(), "abcde");
    }

    #[test]
    fn an_announced_length_above_the_cap_is_enough_to_fail() {
        assert!(body(200, Some(5), 5).is_ok());
        assert_eq!(body(200, Some(6), 5).err(), Some(TransportErrorKind::BodyTooLarge));
        assert_eq!(body(200, Some(u64::MAX), 5).err(), Some(TransportErrorKind::BodyTooLarge));
    }

    #[test]
    fn an_error_is_cut() {
        let mut body = body(500, Some(u64::MAX), 5).unwrap();
        assert!(body.push(b"abc").unwrap());
        assert!(!body.push(b"def").unwrap());
        assert_eq!(body.into_bytes(), "abcde");
    }

    /// The largest amount that is held while a body of this length is read.
    fn check(announced: Option<u64>, length: usize, cap: usize, expected: usize) {
        let mut body = body(200, announced, cap).unwrap();
        let piece = vec![0; 16 * 1024];
        while body.bytes.len() < length {
            let more = piece.len().min(length - body.bytes.len());
            body.push(&piece[..more]).unwrap();
            assert!(body.bytes.capacity() <= expected, "{} of {length}", body.bytes.capacity());
        }
    }

    #[test]
    fn little_more_is_held_than_was_read() {
        check(Some(8 * MIB as u64), 8 * MIB, 64 * MIB, 8 * MIB);
        check(Some(8 * MIB as u64), MIB / 2, 64 * MIB, MIB);
        check(Some(100), 100, 64 * MIB, 100);
        check(None, 8 * MIB, 8 * MIB, 8 * MIB);
        check(None, 5 * MIB, 8 * MIB, 8 * MIB);
        check(None, 3 * MIB, 8 * MIB, 4 * MIB);
    }
}
