//@ fails with: E0277
use mongodb_invitations::{ServiceAccount, ops_manager};

fn main() {
    let _builder = ops_manager::Client::at("https://opsmanager.example.com")
        // right: .credentials(mongodb_invitations::ApiKey::new("public-key", "private-key"));
        .credentials(ServiceAccount::new("client-id", "client-secret"));
}
