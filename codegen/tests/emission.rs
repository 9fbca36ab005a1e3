//! A small spec that uses every part of the language, against the files that it
//! becomes. `UPDATE_EXPECT=1 cargo test -p codegen` rewrites them; read the diff.
//! CI also compiles them.

mod support;

use expect_test::expect_file;

#[test]
fn every_part_of_the_language() {
    let files = support::generate(&support::sources("kitchen-sink"));
    let names: Vec<&str> = files.iter().map(|(path, _)| path).collect();
    expect_file!["emission/expected/files.txt"].assert_eq(&(names.join("\n") + "\n"));
    let check = |path: &str, expected: expect_test::ExpectFile| {
        expected.assert_eq(files.get(path).unwrap_or("this file was not emitted\n"));
    };
    check("Cargo.toml", expect_file!["emission/expected/manifest.toml"]);
    check("src/lib.rs", expect_file!["emission/expected/lib.rs"]);
    check("src/error_codes.rs", expect_file!["emission/expected/error-codes.rs"]);
    check("src/house/mod.rs", expect_file!["emission/expected/house.rs"]);
    check("src/house/roles.rs", expect_file!["emission/expected/house-roles.rs"]);
    check(
        "src/house/v2023_01_01/things.rs",
        expect_file!["emission/expected/house-things-2023.rs"],
    );
    check(
        "src/house/v2025_02_19/things.rs",
        expect_file!["emission/expected/house-things-2025.rs"],
    );
    // Too long for one file.
    for name in ["mod", "crate_", "lid", "unknown_lid", "part"] {
        let path = format!("emission/expected/house-records-{name}.rs");
        check(&format!("src/house/v2025_02_19/records/{name}.rs"), expect_test::expect_file![path]);
    }
    check("src/house/states.rs", expect_file!["emission/expected/house-states.rs"]);
    check("src/house/v2023_01_01/boxes.rs", expect_file!["emission/expected/house-boxes-2023.rs"]);
    check("src/house/v2025_02_19/boxes.rs", expect_file!["emission/expected/house-boxes-2025.rs"]);
    check(
        "src/house/v2023_01_01/records.rs",
        expect_file!["emission/expected/house-records-2023.rs"],
    );
    check("MIGRATION.md", expect_file!["emission/expected/migration.md"]);
    check("src/garden/mod.rs", expect_file!["emission/expected/garden.rs"]);
    check("src/garden/things.rs", expect_file!["emission/expected/garden-things.rs"]);
    check("src/garden/records.rs", expect_file!["emission/expected/garden-records.rs"]);
}
