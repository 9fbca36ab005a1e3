use std::ffi::OsString;

use super::Lookup;
use crate::{
    Client, ClientBuilder, Credentials, Environment, Error, Surface, SurfaceInfo,
    transport::double::{Cloud, Double},
};

const SECRET: &str = "s3cr3t";

/// A surface that users run themselves, without an address of its own.
enum OpsManager {}

impl Surface for OpsManager {
    const INFO: SurfaceInfo = SurfaceInfo {
        client: "cloud-client/1.2.3",
        id: "ops-manager",
        name: "Ops Manager",
        path: "/api",
        self_hosted: true,
        environment: Environment {
            service_accounts: &[],
            api_keys: &[("OM_PUBLIC", "OM_PRIVATE")],
            addresses: &["OM_URL", "OM_OLD_URL"],
        },
        codes: &[],
    };
}

enum Silent {}

impl Surface for Silent {
    const INFO: SurfaceInfo = SurfaceInfo { environment: Environment::NONE, ..OpsManager::INFO };
}

/// A surface that names service accounts, but no place for tokens.
enum Tokenless {}

impl Surface for Tokenless {
    const INFO: SurfaceInfo = SurfaceInfo { name: "Tokenless", ..Cloud::INFO };
}

fn with<T>(variables: &[(&str, &str)], read: impl FnOnce(Lookup<'_>) -> T) -> T {
    read(&|name| {
        let found = variables.iter().find(|(known, _)| *known == name);
        found.map(|(_, value)| OsString::from(value))
    })
}

/// What is found, with its first half.
fn check<S: Surface>(variables: &[(&str, &str)], expected: Result<&str, &str>) {
    let found = with(variables, Credentials::<S>::from_lookup);
    let shown = match &found {
        Ok(credentials) => Ok(format!("{credentials:?}")),
        Err(error) => {
            assert!(error.is_config());
            Err(error.to_string())
        }
    };
    for text in [shown.as_ref().unwrap_or(&String::new()), &format!("{found:#?}")] {
        assert!(!text.contains(SECRET), "{text}");
    }
    match (&shown, expected) {
        (Ok(shown), Ok(expected)) => assert!(shown.contains(expected), "{shown}, not {expected}"),
        (shown, expected) => assert_eq!(
            shown.as_ref().map(String::as_str).map_err(String::as_str),
            expected.map_err(|_| "").or(Err(expected.unwrap_err())),
            "{variables:?}"
        ),
    }
}

#[test]
fn service_accounts_come_first_and_then_keys_in_order() {
    let all = [
        ("CLOUD_ID", "the-id"),
        ("CLOUD_SECRET", SECRET),
        ("CLOUD_PUBLIC", "NEWKEY"),
        ("CLOUD_PRIVATE", SECRET),
        ("OLD_PUBLIC", "OLDKEY"),
        ("OLD_PRIVATE", SECRET),
    ];
    check::<Cloud>(
        &all,
        Ok(r#"ServiceAccount { client_id: "the-id", client_secret: [redacted] }"#),
    );
    check::<Cloud>(&all[2..], Ok(r#"ApiKey { public_key: "NEWKEY", private_key: [redacted] }"#));
    check::<Cloud>(&all[4..], Ok(r#"public_key: "OLDKEY""#));
    let mut reversed = all;
    reversed.reverse();
    check::<Cloud>(&reversed, Ok(r#"client_id: "the-id""#));
    check::<Cloud>(&reversed[..4], Ok(r#"public_key: "NEWKEY""#));
    check::<Cloud>(&reversed[..2], Ok(r#"public_key: "OLDKEY""#));
}

#[test]
fn half_a_pair_is_a_mistake_even_when_a_later_pair_is_whole() {
    let old = [("OLD_PUBLIC", "OLDKEY"), ("OLD_PRIVATE", SECRET)];
    for (set, missing) in [
        ("CLOUD_ID", "CLOUD_SECRET"),
        ("CLOUD_SECRET", "CLOUD_ID"),
        ("CLOUD_PUBLIC", "CLOUD_PRIVATE"),
        ("CLOUD_PRIVATE", "CLOUD_PUBLIC"),
    ] {
        let expected =
            format!("configuration: `{set}` is set, but `{missing}` is not: both are needed");
        check::<Cloud>(&[(set, SECRET)], Err(&expected));
        check::<Cloud>(&[old[0], old[1], (set, SECRET)], Err(&expected));
        check::<Cloud>(&[(set, SECRET), (missing, ""), old[0], old[1]], Err(&expected));
    }
    // An earlier pair that is whole decides before half of a later one is looked at.
    let key = [("CLOUD_PUBLIC", "NEWKEY"), ("CLOUD_PRIVATE", SECRET), ("OLD_PUBLIC", SECRET)];
    check::<Cloud>(&key, Ok("NEWKEY"));
}

#[test]
fn an_empty_variable_is_not_set() {
    let mut variables = vec![("CLOUD_ID", ""), ("CLOUD_SECRET", "")];
    variables.extend([("CLOUD_PUBLIC", "NEWKEY"), ("CLOUD_PRIVATE", SECRET)]);
    check::<Cloud>(&variables, Ok("NEWKEY"));
}

#[test]
fn when_nothing_is_set_everything_is_listed_in_order() {
    check::<Cloud>(
        &[("OTHER", SECRET)],
        Err(
            "configuration: no credentials in the environment: set `CLOUD_ID` and `CLOUD_SECRET`, or `CLOUD_PUBLIC` and `CLOUD_PRIVATE`, or `OLD_PUBLIC` and `OLD_PRIVATE`",
        ),
    );
    check::<OpsManager>(
        &[],
        Err("configuration: no credentials in the environment: set `OM_PUBLIC` and `OM_PRIVATE`"),
    );
    check::<Silent>(
        &[("OM_PUBLIC", "P")],
        Err("configuration: no credentials in the environment: the surface names no variables"),
    );
}

#[test]
fn a_service_account_needs_a_place_for_tokens() {
    check::<Tokenless>(
        &[("CLOUD_ID", "id"), ("CLOUD_SECRET", SECRET)],
        Err(
            "configuration: `CLOUD_ID` is set, but Tokenless names no place where tokens are fetched",
        ),
    );
    check::<Tokenless>(&[("OLD_PUBLIC", "P"), ("OLD_PRIVATE", SECRET)], Ok("ApiKey"));
}

#[cfg(unix)]
#[test]
fn a_value_that_is_not_unicode_is_refused_without_showing_it() {
    use std::os::unix::ffi::OsStringExt;

    let broken =
        |name: &str| (name == "OM_PRIVATE").then(|| OsString::from_vec(b"s3cr3t\xff".into()));
    let error = Credentials::<OpsManager>::from_lookup(&broken).unwrap_err();
    assert_eq!(error.to_string(), "configuration: `OM_PRIVATE` holds text that is not Unicode");
    assert!(!format!("{error:?}").contains(SECRET));
}

fn build<S: Surface>(variables: &[(&str, &str)]) -> Result<Client<S>, Error> {
    let builder = with(variables, ClientBuilder::<Client<S>>::from_lookup)?;
    builder.build_over(|_| Ok(Double::script([])))
}

fn check_address<S: Surface>(variables: &[(&str, &str)], expected: Result<&str, &str>) {
    let key = [
        ("CLOUD_PUBLIC", "P"),
        ("CLOUD_PRIVATE", SECRET),
        ("OM_PUBLIC", "P"),
        ("OM_PRIVATE", SECRET),
    ];
    let variables: Vec<_> = key.iter().chain(variables).copied().collect();
    match (build::<S>(&variables), expected) {
        (Ok(client), Ok(expected)) => assert!(format!("{client:?}").contains(expected)),
        (Err(error), Err(expected)) => {
            assert!(error.is_config() && !format!("{error:?}").contains(SECRET));
            assert_eq!(error.to_string(), format!("configuration: {expected}"));
        }
        (got, expected) => panic!("{got:?}, not {expected:?}"),
    }
}

#[test]
fn the_first_address_that_is_set_is_taken() {
    let both = [("CLOUD_URL", "https://new.example"), ("OLD_URL", "https://old.example")];
    check_address::<Cloud>(&both, Ok("https://new.example"));
    check_address::<Cloud>(&both[1..], Ok("https://old.example"));
    check_address::<Cloud>(&[("CLOUD_URL", ""), both[1]], Ok("https://old.example"));
    check_address::<Cloud>(&[], Ok("https://cloud.example.com"));
    check_address::<OpsManager>(&[("OM_OLD_URL", "https://om.example")], Ok("https://om.example"));
}

#[test]
fn an_address_that_must_be_there_is_asked_for_by_name() {
    check_address::<OpsManager>(
        &[],
        Err("no address of a server in the environment: set `OM_URL`, or `OM_OLD_URL`"),
    );
    let surface = with(&[], super::address::<Silent>).unwrap_err();
    assert!(surface.to_string().ends_with("in the environment: the surface names no variables"));
}

#[test]
fn a_wrong_value_is_refused_without_showing_it() {
    check_address::<OpsManager>(
        &[("OM_URL", "s3cr3t")],
        Err("the address has no scheme: begin it with `https://`"),
    );
    let line_break = [("OM_PUBLIC", "P"), ("OM_PRIVATE", "s3cr3t\n"), ("OM_URL", "https://h")];
    let error = build::<OpsManager>(&line_break).unwrap_err();
    assert!(error.to_string().contains("the private key holds a control character"), "{error}");
}

#[test]
fn later_words_of_the_program_count() {
    let variables = [("OM_PUBLIC", "P"), ("OM_PRIVATE", SECRET), ("OM_URL", "https://h")];
    let builder = with(&variables, ClientBuilder::<Client<OpsManager>>::from_lookup).unwrap();
    assert!(!format!("{builder:?}").contains(SECRET));
    let client = builder
        .credentials(crate::ApiKey::new("OTHER", "other"))
        .build_over(|_| Ok(Double::script([])));
    assert!(client.is_ok());
}

#[test]
fn the_environment_of_the_process_is_read() {
    // No test sets variables, and these are in no environment.
    let error = Credentials::<OpsManager>::from_env().unwrap_err();
    assert!(error.to_string().contains("`OM_PUBLIC`"));
    assert!(Client::<OpsManager>::from_env().is_err());
    assert_eq!(super::of_process("OM_PUBLIC"), None);
}
