//! What a change of the spec means for users: one change of the kitchen sink for
//! each verdict, and one of each part of the model, so that none is passed over.

#![allow(clippy::needless_raw_string_hashes, reason = "UPDATE_EXPECT writes them")]

mod support;

use codegen::model::Api;
use codegen::{Report, Sources, Step};
use expect_test::{Expect, expect};

type Texts = Vec<(String, String)>;

fn texts() -> Texts {
    let files = support::sources("kitchen-sink").files;
    files.into_iter().map(|file| (file.path, file.text)).collect()
}

fn api(texts: &Texts) -> Api {
    let sources = Sources::from_texts(texts.iter().map(|(path, text)| (&**path, &**text)));
    let spec = codegen::parse(&sources);
    match spec.and_then(|spec| codegen::resolve(&spec)) {
        Ok(api) => api,
        Err(found) => panic!("the spec is wrong:\n{}", found.render(&sources, false)),
    }
}

/// The kitchen sink with other texts: file, old and new.
fn edited(edits: &[(&str, &str, &str)]) -> Api {
    let mut texts = texts();
    for (file, old, new) in edits {
        let path = format!("kitchen-sink/{file}.yaml");
        let (_, text) = texts.iter_mut().find(|(name, _)| *name == path).expect("a file");
        assert!(text.contains(old), "{path} has no {old:?}");
        *text = text.replacen(old, new, 1);
    }
    api(&texts)
}

fn lines(report: &Report) -> String {
    let lines = report.changes.iter().map(|change| {
        let step = change.step.as_str();
        let on =
            if change.surfaces.is_empty() { "crate".into() } else { change.surfaces.join(" ") };
        let subject = change.subject.iter().map(|subject| format!(": {subject}"));
        format!("{step} ({on}): {}{}\n", change.text, subject.collect::<String>())
    });
    lines.collect()
}

/// The step of the whole and each change.
#[track_caller]
#[expect(clippy::needless_pass_by_value, reason = "written where it is used")]
fn check(edits: &[(&str, &str, &str)], expected: Expect) {
    let (old, new) = (api(&texts()), edited(edits));
    expected.assert_eq(&lines(&codegen::compare(&old, &new)));
}

/// What was new is gone on the way back.
#[track_caller]
#[expect(clippy::needless_pass_by_value, reason = "written where it is used")]
fn check_back(edits: &[(&str, &str, &str)], expected: Expect) {
    let (old, new) = (edited(edits), api(&texts()));
    expected.assert_eq(&lines(&codegen::compare(&old, &new)));
}

const NEW_OPERATION: (&str, &str, &str) = (
    "things",
    "  deleteThing:",
    "  countThings:\n    get: /count\n    about: Counts.\n    returns: nothing\n    docs: count\n\n  deleteThing:",
);

#[test]
fn nothing_changed() {
    check(&[("things", "about: Things", "about: Things")], expect![[""]]);
    check(&[("things", "operations:", "# A remark.\noperations:")], expect![[""]]);
}

#[test]
fn an_operation_comes_and_goes() {
    check(
        &[NEW_OPERATION],
        expect![[r#"
            minor (house garden): `CountThings` is new: Counts.
        "#]],
    );
    check_back(
        &[NEW_OPERATION],
        expect![[r#"
            breaking (house garden): `CountThings` is removed.
        "#]],
    );
    check(
        &[("things", "  deleteThing:\n", "  deleteThing:\n    only: house\n")],
        expect![[r#"
        breaking (garden): `DeleteThing` is removed.
    "#]],
    );
}

#[test]
fn an_operation_gets_another_name() {
    let alias = "  removeThing:\n    formerly: [deleteThing]\n";
    check(
        &[("things", "  deleteThing:\n", alias)],
        expect![[r#"
            breaking (house garden): `DeleteThing` is named `RemoveThing` now.
            patch (house garden): Documentation: `RemoveThing`
            patch (garden): `RemoveThing` has another replacement. The garden closes: use `house::RemoveThing`.
        "#]],
    );
}

#[test]
fn a_role_comes_and_goes() {
    let new =
        ("types", "      C_DARK_BLUE:", "      C_GREEN: { about: Green }\n      C_DARK_BLUE:");
    check(
        &[new],
        expect![[r#"
        minor (house garden): `Colour::Green` (`C_GREEN`) is new.
    "#]],
    );
    check_back(
        &[new],
        expect![[r#"
        breaking (house garden): `Colour::Green` (`C_GREEN`) is removed.
    "#]],
    );
}

#[test]
fn a_part_of_a_request_comes_and_goes() {
    let optional = "      colour: { type: Colour, required: true, about: The colour. }\n      coats: { type: integer, about: How many. }";
    let required = "      colour: { type: Colour, required: true, about: The colour. }\n      coats: { type: integer, required: true, about: How many. }";
    let colour = "      colour: { type: Colour, required: true, about: The colour. }";
    check(
        &[("things", colour, optional)],
        expect![[r#"
        minor (house): `PaintThing::coats` is new.
    "#]],
    );
    check_back(
        &[("things", colour, optional)],
        expect![[r#"
        breaking (house): `PaintThing::coats` is removed.
    "#]],
    );
    check(
        &[("things", colour, required)],
        expect![[r#"
        breaking (house): `PaintThing::new` also takes `coats`.
    "#]],
    );
    check_back(
        &[("things", colour, required)],
        expect![[r#"
        breaking (house): `PaintThing::new` no longer takes `coats`.
    "#]],
    );
}

#[test]
fn a_part_of_a_request_becomes_required_and_no_longer_is() {
    let parts = (
        "things",
        "parts:  { type: [NewPart], about",
        "parts:  { type: [NewPart], required: true, about",
    );
    check(
        &[parts],
        expect![[r#"
        breaking (house garden): `ReplaceThing::parts` is required: `ReplaceThing::new` takes it.
    "#]],
    );
    check_back(
        &[parts],
        expect![[r#"
        breaking (house garden): `ReplaceThing::parts` is no longer required: `ReplaceThing::new` does not take it.
    "#]],
    );
}

#[test]
fn arguments_change_places() {
    let swapped = "      open:   { type: boolean, required: true, about: Whether it is open. }\n      when:   { type: timestamp, required: true, about: When. }\n";
    let as_is = "      when:   { type: timestamp, required: true, about: When. }\n      open:   { type: boolean, required: true, about: Whether it is open. }\n";
    check(
        &[("things", as_is, swapped)],
        expect![[r#"
            breaking (house garden): `ReplaceThing::new` takes its arguments in another order: `thing_id`, `id`, `weight`, `open`, `when`, `colour`, `part`.
            patch (house garden): Documentation: `ReplaceThing`
        "#]],
    );
}

#[test]
fn a_type_changes() {
    check(
        &[("things", "weight: { type: integer, req", "weight: { type: string, example: x, req")],
        expect![[r#"
            breaking (house garden): `ReplaceThing::weight` is `String`, and was `i64`.
            patch (house garden): Documentation: `ReplaceThing`
        "#]],
    );
    check(
        &[("things", "parts:  { type: [NewPart]", "parts:  { type: NewPart")],
        expect![[r#"
        breaking (house garden): `ReplaceThing::parts` is `NewPart`, and was `Vec<NewPart>`.
    "#]],
    );
    check(
        &[("types", "weight: { type: integer,", "weight: { type: boolean,")],
        expect![[r#"
        breaking (house garden): `Part::weight` is `bool`, and was `i64`.
    "#]],
    );
}

#[test]
fn an_answer_changes() {
    check(
        &[("things", "    returns: [Thing]", "    returns: Thing")],
        expect![[r#"
        breaking (house garden): `ListThings` answers `Thing`, and answered `Vec<Thing>`.
    "#]],
    );
    check(
        &[(
            "things",
            "    returns: Thing?\n    absent: Without paint there is no thing.",
            "    returns: Thing",
        )],
        expect![[r#"
            breaking (house): `PaintThing` answers `Thing`, and answered `Option<Thing>`.
            patch (house): Documentation: `PaintThing`
        "#]],
    );
}

#[test]
fn a_field_of_an_answer_changes() {
    check(
        &[(
            "things",
            "part:      { type: Part, about",
            "part:      { type: Part, required: true, about",
        )],
        expect![[r#"
        breaking (house garden): `Thing::part` is no `Option` any more, and `Thing::new` of the feature `testing` takes it.
    "#]],
    );
    check_back(
        &[(
            "things",
            "part:      { type: Part, about",
            "part:      { type: Part, required: true, about",
        )],
        expect![[r#"
        breaking (house garden): `Thing::part` is an `Option`: it may be missing in an answer.
    "#]],
    );
    check(
        &[(
            "things",
            "createdAt: { type: timestamp, only: house,",
            "createdAt: { type: timestamp,",
        )],
        expect![[r#"
        minor (garden): `Thing::created_at` is new.
    "#]],
    );
    check_back(
        &[(
            "things",
            "createdAt: { type: timestamp, only: house,",
            "createdAt: { type: timestamp,",
        )],
        expect![[r#"
        breaking (garden): `Thing::created_at` is removed.
    "#]],
    );
}

#[test]
fn a_name_on_the_wire_and_a_name_in_rust() {
    check(
        &[("things", "self_ish:", "selfIsh:")],
        expect![[r#"
        patch (house garden): `Thing::self_ish` is `selfIsh` on the wire, and was `self_ish`.
    "#]],
    );
    check(
        &[("things", "X_Odd:", "oddOne:")],
        expect![[r#"
        breaking (house garden): `ListThings::x_odd` is removed.
        minor (house garden): `ListThings::odd_one` is new.
    "#]],
    );
}

#[test]
fn a_record_changes_its_direction() {
    check(
        &[(
            "things",
            "part:   { type: Part, required: true, about: Its only part. }",
            "part:   { type: NewPart, required: true, about: Its only part. }",
        )],
        expect![[r#"
            breaking (house garden): `ReplaceThing::part` is `NewPart`, and was `Part`.
            breaking (house garden): `Part` is no longer sent: only the feature `testing` has `Part::new`.
        "#]],
    );
}

#[test]
fn a_path_parameter_comes() {
    check(
        &[("things", "get: /things\n", "get: /things/{thingId}/list\n")],
        expect![[r#"
        breaking (house garden): `ListThings::new` also takes `thing_id`.
        patch (house garden): `ListThings` is sent as `GET /things/{thingId}/list`, and was sent as `GET /things`.
    "#]],
    );
}

#[test]
fn what_goes_over_the_wire_is_a_patch() {
    check(
        &[("things", "put: /things/{thingId}", "patch: /thing/{thingId}")],
        expect![[r#"
            patch (house garden): `ReplaceThing` is sent as `PATCH /thing/{thingId}`, and was sent as `PUT /things/{thingId}`.
            patch (house garden): No longer counts as a call that can be repeated: `ReplaceThing`
        "#]],
    );
    check(
        &[("surfaces", "media: application/json", "media: application/garden+json")],
        expect![[r#"
            patch (garden): Media type `application/garden+json` instead of `application/json`: `ListThings`
            patch (garden): Media type `application/garden+json` instead of `application/json`: `ReplaceThing`
            patch (garden): Media type `application/garden+json` instead of `application/json`: `DeleteThing`
        "#]],
    );
    check(
        &[("things", "    idempotent: true\n", "")],
        expect![[r#"
            patch (house): No longer counts as a call that can be repeated: `PaintThing`
        "#]],
    );
    check(
        &[("surfaces", "path: /api/garden", "path: /api/v2/garden")],
        expect![[r#"
        patch (garden): The API is called below `/api/v2/garden`, and was below `/api/garden`.
    "#]],
    );
}

#[test]
fn words_and_links_are_a_patch() {
    check(
        &[("things", "about: Lists the things.", "about: Lists all things.")],
        expect![[r#"
            patch (house garden): Documentation: `ListThings`
        "#]],
    );
    check(
        &[("things", "docs: list", "docs: listing")],
        expect![[r#"
            patch (house garden): Link to the official page: `ListThings`
        "#]],
    );
    check(
        &[("things", "caller: Keeper", "caller: Owner")],
        expect![[r#"
            patch (house garden): Needed role Owner instead of Keeper: `ListThings`
            patch (house): Needed role Owner instead of Keeper: `PaintThing`
            patch (house garden): Needed role Owner instead of Keeper: `DeleteThing`
            patch (house garden): Needed role Owner instead of Keeper: `ReplaceThing`
        "#]],
    );
    check(
        &[("things", "success: 200", "success: [200, 201]")],
        expect![[r#"
            patch (house garden): Documentation: `ListThings`
            patch (house): Documentation: `PaintThing`
            patch (house garden): Documentation: `DeleteThing`
            patch (house garden): Documentation: `ReplaceThing`
        "#]],
    );
    check(
        &[("surfaces", "\"404\": nothing there", "\"404\": nobody there")],
        expect![[r#"
            patch (house garden): Documentation: the error statuses
        "#]],
    );
    check(
        &[("package", "license: MIT", "license: Apache-2.0")],
        expect![[r#"
        patch (crate): The licence is Apache-2.0 now, and was MIT.
    "#]],
    );
}

#[test]
fn a_deprecation_comes_changes_and_goes() {
    let dates = "deprecated: { since: 2024-01-01, about: It was too heavy. }";
    check(
        &[(
            "things",
            dates,
            "deprecated: { since: 2024-01-01, sunset: 2027-01-01, about: It was too heavy. }",
        )],
        expect![[r#"
            patch (house): Switched off on 2027-01-01: `ReplaceThing`
        "#]],
    );
    check(
        &[("things", "name: makeThing,", "name: createThing,")],
        expect![[r#"
            patch (house): `ReplaceThing` has another replacement. MongoDB deprecated this on 2024-01-01: use `createThing`, which is `POST /things` in version 2025-02-19.
        "#]],
    );
    let whole = ("surfaces", "    deprecated: { about: The garden closes., use: house }\n", "");
    check(
        &[whole],
        expect![[r#"
            patch (garden): The API is no longer deprecated.
        "#]],
    );
    check_back(
        &[whole],
        expect![[r#"
        minor (garden): The whole API is deprecated. The garden closes: use `house`.
    "#]],
    );
    let one =
        ("things", "    docs: paint\n", "    docs: paint\n    deprecated: { since: 2025-01-01 }\n");
    check(
        &[one],
        expect![[r#"
        minor (house): `PaintThing` is deprecated. MongoDB deprecated this on 2025-01-01.
    "#]],
    );
}

#[test]
fn an_operation_moves_to_another_version() {
    check(
        &[("things", "    idempotent: true\n", "    idempotent: true\n    version: 2025-02-19\n")],
        expect![[r#"
            breaking (house): `v2023_01_01::PaintThing` is `v2025_02_19::PaintThing` now.
            patch (house): Media type `application/vnd.house.2025-02-19+json` instead of `application/vnd.house.2023-01-01+json`: `PaintThing`
        "#]],
    );
}

#[test]
fn an_older_version_is_named_with_its_module() {
    let older = "      2024-01-01: { notes: [], errors: [404] }\n";
    let other = "      2024-01-01: { notes: [], returns: page of OldCrate }\n";
    check(
        &[("boxes", older, other)],
        expect![[r#"
        breaking (house): `v2024_01_01::Lid` is removed.
        breaking (house): `v2024_01_01::ListBoxes` answers `Page<OldCrate>`, and answered `Page<Crate>`.
        patch (house): Documentation: `v2024_01_01::ListBoxes`
        breaking (house): `v2024_01_01::Crate` is removed.
        minor (house): `v2024_01_01::OldCrate` is new.
        breaking (house): `OldCrate` at the top of the module is `v2024_01_01::OldCrate` now, and was `v2023_01_01::OldCrate`.
    "#]],
    );
    let deprecated = "      2024-01-01: { notes: [], errors: [404], deprecated: {} }\n";
    check(
        &[("boxes", older, deprecated)],
        expect![[r#"
        minor (house): `v2024_01_01::ListBoxes` is deprecated. MongoDB deprecated this.
    "#]],
    );
}

#[test]
fn a_state_has_a_function_of_its_own_for_tests() {
    let key = "      key:      { in: CLOSED,";
    let lock =
        "      lock:     { in: CLOSED, type: string, required: true, about: What closes it. }\n";
    check(
        &[("types", key, &format!("{lock}{key}"))],
        expect![[r#"
        breaking (house): `Lid::Closed::lock` is new, and `Lid::new_closed` of the feature `testing` takes it.
        minor (house): `UnknownLid::lock` is new.
        patch (house): Documentation: `OldCrate`
    "#]],
    );
}

#[test]
fn a_surface_and_its_credentials() {
    let account = "      service-account: { token: /oauth/token, revoke: /oauth/revoke, about: OAuth 2.0. }\n";
    let variables = "      service-accounts: [[HOUSE_CLIENT_ID, HOUSE_CLIENT_SECRET]]\n";
    check(
        &[("surfaces", account, ""), ("surfaces", variables, "")],
        expect![[r#"
        breaking (house): Service accounts are not accepted any more.
        breaking (house): `Credentials::from_env` no longer looks for `HOUSE_CLIENT_ID`, `HOUSE_CLIENT_SECRET`.
    "#]],
    );
    check_back(
        &[("surfaces", account, ""), ("surfaces", variables, "")],
        expect![[r#"
        minor (house): Service accounts are accepted.
        minor (house): `Credentials::from_env` looks for `HOUSE_CLIENT_ID`, `HOUSE_CLIENT_SECRET` too.
    "#]],
    );
    let given = "address: { given: \"https://garden.example.com:8443/prefix\" }";
    check(
        &[("surfaces", given, "address: https://garden.example.com")],
        expect![[r#"
        minor (garden): The API has an address of its own: <https://garden.example.com>.
    "#]],
    );
    check_back(
        &[("surfaces", given, "address: https://garden.example.com")],
        expect![[r#"
        breaking (garden): The API has no address of its own any more: give it with `Client::at`. It was <https://garden.example.com>.
    "#]],
    );
    check(
        &[("surfaces", "addresses: [HOUSE_ADDRESS]", "addresses: [HOUSE_URL, HOUSE_ADDRESS]")],
        expect![[r#"
        minor (house): `Client::from_env` looks for `HOUSE_URL` too.
    "#]],
    );
}

#[test]
fn a_surface_comes_and_goes() {
    let mut more = texts();
    let (_, surfaces) =
        more.iter_mut().find(|(path, _)| path.ends_with("surfaces.yaml")).expect("it");
    let shed = "  shed:\n    name: Shed API\n    type: Shed\n    about: A third.\n    address: https://shed.example.com\n    path: /api/shed\n    auth:\n      api-key: { about: HTTP Digest. }\n    media: application/json\n    errors: [400, 404]\n    docs: https://example.com/docs/shed/\n    roles: https://example.com/docs/roles/\n    codes: https://example.com/docs/codes/\n";
    *surfaces = surfaces.replacen("families:\n", &format!("{shed}families:\n"), 1);
    let (old, new) = (api(&texts()), api(&more));
    expect![[r#"
        patch (crate): Documentation: `error_codes::THING_NOT_FOUND`
        minor (shed): The Shed API is new, with the feature `shed`.
    "#]]
    .assert_eq(&lines(&codegen::compare(&old, &new)));
    expect![[r#"
        patch (crate): Documentation: `error_codes::THING_NOT_FOUND`
        breaking (shed): The feature `shed` and its module are removed.
    "#]]
    .assert_eq(&lines(&codegen::compare(&new, &old)));
}

#[test]
fn ids_and_error_codes() {
    check(
        &[(
            "errors",
            "  TOO_HEAVY:",
            "  TOO_LIGHT: { status: 400, about: Too light. }\n  TOO_HEAVY:",
        )],
        expect![[r#"
        minor (crate): `error_codes::TOO_LIGHT` is new.
    "#]],
    );
    check_back(
        &[(
            "errors",
            "  TOO_HEAVY:",
            "  TOO_LIGHT: { status: 400, about: Too light. }\n  TOO_HEAVY:",
        )],
        expect![[r#"
        breaking (crate): `error_codes::TOO_LIGHT` is removed.
    "#]],
    );
    check(
        &[("errors", "class: not-found, ", "")],
        expect![[r#"
        breaking (crate): The predicates of an error no longer know `THING_NOT_FOUND`, which was `NotFound`.
    "#]],
    );
    check_back(
        &[("errors", "class: not-found, ", "")],
        expect![[r#"
        minor (crate): The predicates of an error know `THING_NOT_FOUND`, as `NotFound`.
    "#]],
    );
    check(
        &[("errors", "status: 400, only: house", "status: 409")],
        expect![[r#"
            patch (crate): Documentation: `error_codes::TOO_HEAVY`
        "#]],
    );
}

#[test]
fn the_package() {
    check(
        &[("package", "name: kitchen-sink", "name: kitchen")],
        expect![[r#"
        breaking (crate): The package is `kitchen` now (`use kitchen`), and was `kitchen-sink`.
    "#]],
    );
    check(
        &[("package", "rust-version: \"1.89\"", "rust-version: \"1.90\"")],
        expect![[r#"
        minor (crate): Rust 1.90 is needed, where 1.89 was.
    "#]],
    );
    check(
        &[(
            "package",
            "surface: house, operation: listThings",
            "surface: garden, operation: listThings",
        )],
        expect![[r#"
            patch (crate): Documentation: the first call of the front page
        "#]],
    );
    check(&[("package", "version: 1.2.3", "version: 1.3.0")], expect![[""]]);
}

#[test]
fn a_report_is_a_section_of_the_list_of_changes() {
    let edits = [
        NEW_OPERATION,
        (
            "types",
            "      C_DARK_BLUE:",
            "      C_GREEN: { about: Green, only: garden }\n      C_DARK_BLUE:",
        ),
        (
            "things",
            "    returns: nothing\n    docs: delete",
            "    returns: Thing\n    docs: delete",
        ),
        ("errors", "status: 400, only: house", "status: 409"),
    ];
    let (old, new) = (api(&texts()), edited(&edits));
    let report = codegen::compare(&old, &new);
    assert_eq!(report.step(), Some(Step::Breaking));
    assert_eq!((&*report.next_version(), report.version_is_due()), ("2.0.0", true));
    expect![[r#"
        ## 2.0.0

        A breaking step from 1.2.3.

        ### The crate

        - **Patch:** Documentation: `error_codes::TOO_HEAVY`.

        ### All APIs

        - **Breaking:** `DeleteThing` answers `Thing`, and answered `()`.
        - **Minor:** `CountThings` is new: Counts.

        ### `garden`

        - **Minor:** `Colour::Green` (`C_GREEN`) is new.
    "#]]
    .assert_eq(&report.to_string());
}

#[test]
fn a_version_that_is_high_enough_stays() {
    let remark = ("things", "about: Lists the things.", "about: Lists all things.");
    let (old, new) = (api(&texts()), edited(&[remark, ("package", "1.2.3", "1.3.0")]));
    let report = codegen::compare(&old, &new);
    assert_eq!((&*report.next_version(), report.version_is_due()), ("1.2.4", false));
    assert!(report.to_string().starts_with("## 1.3.0\n\nA patch step from 1.2.3.\n"), "{report}");

    let none = codegen::compare(&old, &old);
    assert_eq!((none.step(), &*none.next_version()), (None, "1.2.3"));
    assert_eq!(none.to_string(), "Nothing changed for the users of the client.\n");
}
