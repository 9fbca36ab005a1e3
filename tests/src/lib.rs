//! What the end-to-end tests of the emitted client run against.
//!
//! [`fake_cloud`] plays MongoDB over real HTTP on the loopback, and [`serve`] makes a program of it;
//! [`scripted`] plays what goes wrong on the way.
//! The tests are in `tests/`, the bodies of MongoDB's documentation and recordings in `examples/`, the
//! benchmark of decoding in `benches/`.
//!
//! ```
//! # tokio::runtime::Builder::new_current_thread().enable_all().build()?.block_on(async {
//! use tests::fake_cloud::{FakeCloud, Options};
//!
//! let cloud = FakeCloud::start(tests::spec(), Options::default()).await?;
//! assert!(cloud.address_of("ops-manager").ends_with("/ops-manager"));
//! # Ok::<(), std::io::Error>(()) }).unwrap();
//! # Ok::<(), std::io::Error>(())
//! ```

pub mod fake_cloud;
pub mod scripted;
pub mod serve;

use std::{
    path::Path,
    sync::{Arc, LazyLock},
};

use codegen::{Api, Sources};

/// The model of the workspace's spec.
///
/// # Panics
///
/// When the spec is wrong: the generator says what is wrong with it.
pub fn spec() -> Arc<Api> {
    static API: LazyLock<Arc<Api>> = LazyLock::new(|| {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../spec");
        let sources = Sources::read(&folder, "spec").expect("the spec folder can be read");
        let resolved = codegen::parse(&sources).and_then(|spec| codegen::resolve(&spec));
        Arc::new(resolved.unwrap_or_else(|mistakes| panic!("the spec is wrong: {mistakes:?}")))
    });
    Arc::clone(&API)
}
