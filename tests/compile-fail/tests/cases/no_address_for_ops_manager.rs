//@ fails with: E0277
use mongodb_invitations::ops_manager;

fn main() {
    // right: let _builder = ops_manager::Client::at("https://opsmanager.example.com");
    let _builder = ops_manager::Client::builder();
}
