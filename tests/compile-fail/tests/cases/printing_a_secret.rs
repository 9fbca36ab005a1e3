//@ fails with: E0277
use mongodb_invitations::ApiKey;

fn main() {
    let key = ApiKey::new("public-key", "private-key");
    // right: println!("{key:?}");
    println!("{key}");
}
