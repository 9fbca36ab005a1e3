//! Decoding a list of 10,000 invitations: the emitted types against a client written by hand, with
//! `String` ids and roles and timestamps of chrono.
//!
//! `cargo bench -p tests` measures time. Instructions are counted on the program whose path
//! `cargo bench -p tests --no-run` prints:
//!
//! ```text
//! valgrind --tool=callgrind --callgrind-out-file=/dev/null PROGRAM --once emitted
//! ```
//!
//! The same with `by-hand`; and with `nothing`, which is what making the list costs, to be taken off
//! both. The bar is 0.75 of `by-hand`.

use std::{env, fmt::Write as _, hint::black_box, sync::LazyLock};

use chrono::{DateTime, Utc};
use divan::Bencher;
use mongodb_invitations::{Answer, atlas_v2};
use serde::Deserialize;

const INVITATIONS: usize = 10_000;

/// What a programmer would write for the same answer.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
#[allow(dead_code, reason = "decoding is measured, not use")]
struct ByHand {
    id: String,
    org_id: String,
    org_name: Option<String>,
    username: String,
    #[serde(default)]
    roles: Vec<String>,
    #[serde(default)]
    team_ids: Vec<String>,
    #[serde(default)]
    group_role_assignments: Vec<AssignmentByHand>,
    inviter_username: Option<String>,
    created_at: Option<DateTime<Utc>>,
    expires_at: Option<DateTime<Utc>>,
    #[serde(default)]
    links: Vec<LinkByHand>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
#[allow(dead_code, reason = "decoding is measured, not use")]
struct AssignmentByHand {
    group_id: Option<String>,
    group_role: Option<String>,
}

#[derive(Debug, Deserialize)]
#[allow(dead_code, reason = "decoding is measured, not use")]
struct LinkByHand {
    href: Option<String>,
    rel: Option<String>,
}

/// As Atlas was recorded to answer: members by name, no space between them, no `links`.
static BODY: LazyLock<Vec<u8>> = LazyLock::new(|| {
    let roles = ["ORG_MEMBER", "ORG_READ_ONLY", "ORG_GROUP_CREATOR", "ORG_BILLING_ADMIN"];
    let mut body = String::from("[");
    for at in 0..INVITATIONS {
        let (first, second) = (roles[at % 4], roles[(at / 4 + 1 + at) % 4]);
        let (day, second_of_day) = (at % 28 + 1, at % 60);
        let comma = if at == 0 { "" } else { "," };
        write!(
            body,
            r#"{comma}{{"createdAt":"2026-01-{day:02}T15:28:{second_of_day:02}Z","expiresAt":"2026-02-{day:02}T15:28:{second_of_day:02}Z","groupRoleAssignments":[],"id":"{at:024x}","inviterUsername":"abcdefgh","orgId":"5df7a168f10fab3a149357fb","orgName":"example-org","roles":["{first}","{second}"],"teamIds":["5f0e15e3d52a043fed8b{:04x}"],"username":"test.user.{at}@example.com"}}"#,
            at % 7
        )
        .expect("text takes everything");
    }
    body.push(']');
    body.into_bytes()
});

fn emitted(body: &[u8]) -> Vec<atlas_v2::OrgInvitation> {
    Answer::decode(body).expect("the body is an answer")
}

fn by_hand(body: &[u8]) -> Vec<ByHand> {
    serde_json::from_slice(body).expect("the body is an answer")
}

#[divan::bench(name = "emitted")]
fn bench_emitted(bencher: Bencher<'_, '_>) {
    bencher.bench(|| emitted(black_box(&BODY)));
}

#[divan::bench(name = "by_hand")]
fn bench_by_hand(bencher: Bencher<'_, '_>) {
    bencher.bench(|| by_hand(black_box(&BODY)));
}

fn main() {
    let arguments: Vec<_> = env::args().collect();
    let Some(at) = arguments.iter().position(|argument| argument == "--once") else {
        return divan::main();
    };
    let body = black_box(&*BODY);
    match arguments.get(at + 1).map(String::as_str) {
        Some("nothing") => {}
        Some("emitted") => assert_eq!(black_box(emitted(body)).len(), INVITATIONS),
        Some("by-hand") => assert_eq!(black_box(by_hand(body)).len(), INVITATIONS),
        other => panic!("`--once` takes `nothing`, `emitted` or `by-hand`, not {other:?}"),
    }
}
