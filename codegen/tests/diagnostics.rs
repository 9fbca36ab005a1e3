//! Wrong specs and what is said of them: each case changes one thing of a spec
//! that is right, and holds the whole message.

#![allow(
    clippy::needless_raw_string_hashes,
    clippy::too_many_lines,
    reason = "expected messages are long and written by expect-test"
)]

mod support;

use std::fs;

use codegen::Sources;
use expect_test::{Expect, expect};

/// Replaces a text of the kitchen sink, which must be there once, and compares
/// the messages.
fn check(file: &str, right: &str, wrong: &str, expected: &Expect) {
    check_all(&[(file, right, wrong)], expected);
}

fn check_all(changes: &[(&str, &str, &str)], expected: &Expect) {
    let mut files: Vec<(String, String)> = ["errors", "package", "surfaces", "things", "types"]
        .into_iter()
        .map(|name| format!("{name}.yaml"))
        .map(|name| {
            let text = fs::read_to_string(support::folder("kitchen-sink").join(&name));
            (name, text.expect("the file can be read"))
        })
        .collect();
    for (file, right, wrong) in changes {
        let (_, text) =
            files.iter_mut().find(|(name, _)| name == file).expect("a file of the spec");
        assert_eq!(text.matches(right).count(), 1, "`{right}` must be in {file} once");
        *text = text.replace(right, wrong);
    }
    let texts = files.iter().map(|(name, text)| (name.as_str(), text.as_str()));
    expected.assert_eq(&support::mistakes(&Sources::from_texts(texts)));
}

#[test]
fn an_unknown_key_names_the_one_that_was_meant() {
    check(
        "things.yaml",
        "required: true, about: The colour. }",
        "requried: true, about: The colour. }",
        &expect![[r#"
            error[G012]: unknown key `requried` in field `colour`
              --> things.yaml:53:31
               |
            53 |       colour: { type: Colour, requried: true, about: The colour. }
               |                               ^^^^^^^^
               |
               = help: did you mean `required`?

        "#]],
    );
}

#[test]
fn a_key_that_no_other_resembles_lists_what_is_known() {
    check(
        "package.yaml",
        "license: MIT",
        "license: MIT\nmascot: owl",
        &expect![[r#"
            error[G012]: unknown key `mascot` in package.yaml
             --> package.yaml:5:1
              |
            5 | mascot: owl
              | ^^^^^^
              |
              = help: known keys: `name`, `version`, `description`, `license`, `rust-version`, `repository`, `keywords`, `categories`, `examples`, `first-call`

        "#]],
    );
}

#[test]
fn a_comma_between_braces_is_explained() {
    check(
        "types.yaml",
        "about: Its name. }",
        "about: Its name, if any. }",
        &expect![[r#"
            error[G012]: `if any.` is a key without a value
              --> types.yaml:17:78
               |
            17 |       name:   { type: string, required: true, example: lid, about: Its name, if any. }
               |                                                                              ^^^^^^^
               |
               = help: between `{` and `}` a comma ends a value: put a text with commas in quotes

        "#]],
    );
}

#[test]
fn a_missing_key_names_its_owner() {
    check(
        "types.yaml",
        "    prefix: C_\n",
        "",
        &expect![[r#"
            error[G013]: role type `Colour` has no `prefix`
             --> types.yaml:4:3
              |
            4 |   Colour:
              |   ^^^^^^
              |
              = help: add `prefix:`

        "#]],
    );
}

#[test]
fn an_operation_without_a_call_says_what_to_add() {
    check(
        "things.yaml",
        "    delete: /things/{thingId}\n",
        "",
        &expect![[r#"
            error[G013]: operation `deleteThing` has no method and path
              --> things.yaml:59:3
               |
            59 |   deleteThing:
               |   ^^^^^^^^^^^
               |
               = help: add `get:`, `post:`, `put:`, `patch:` or `delete:` with the path

        "#]],
    );
}

#[test]
fn a_setting_that_is_missing_on_one_surface_names_it() {
    check(
        "things.yaml",
        "    house: { version: 2023-01-01 }\n",
        "    house: { errors: [404] }\n",
        &expect![[r#"
            error[G013]: operation `listThings` has no `version` on `house`
              --> things.yaml:12:3
               |
            12 |   listThings:
               |   ^^^^^^^^^^
               |
               = help: say it here, or for the whole file under `every: at: house:`

            error[G013]: operation `paintThing` has no `version` on `house`
              --> things.yaml:48:3
               |
            48 |   paintThing:
               |   ^^^^^^^^^^
               |
               = help: say it here, or for the whole file under `every: at: house:`

            error[G013]: operation `deleteThing` has no `version` on `house`
              --> things.yaml:59:3
               |
            59 |   deleteThing:
               |   ^^^^^^^^^^^
               |
               = help: say it here, or for the whole file under `every: at: house:`

        "#]],
    );
}

#[test]
fn an_unknown_class_names_the_one_that_was_meant() {
    check(
        "errors.yaml",
        "class: not-found",
        "class: notfound",
        &expect![[r#"
        error[G014]: unknown class `notfound`
         --> errors.yaml:2:42
          |
        2 |   THING_NOT_FOUND: { status: 404, class: notfound, about: There is no such thing. }
          |                                          ^^^^^^^^
          |
          = help: did you mean `not-found`?

    "#]],
    );
}

#[test]
fn the_first_call_must_be_on_its_surface() {
    check(
        "package.yaml",
        "{ surface: house, operation: listThings }",
        "{ surface: garden, operation: paintThing }",
        &expect![[r#"
            error[G051]: `paintThing` is not on `garden`
             --> package.yaml:7:43
              |
            7 | first-call: { surface: garden, operation: paintThing }
              |                                           ^^^^^^^^^^
              |
              = help: the first call must exist on its surface

        "#]],
    );
}

#[test]
fn an_answer_is_a_record() {
    check(
        "things.yaml",
        "returns: [Thing]",
        "returns: [string]",
        &expect![[r#"
            error[G055]: an answer is a record or a list of one
              --> things.yaml:26:14
               |
            26 |     returns: [string]
               |              ^^^^^^^^
               |
               = help: write `returns: Record`, `[Record]`, `Record?` or `nothing`

        "#]],
    );
}

#[test]
fn what_cargo_refuses_is_refused() {
    check(
        "package.yaml",
        "name: kitchen-sink",
        "name: self",
        &expect![[r#"
        error[G021]: `self` cannot be the name of a package
         --> package.yaml:1:7
          |
        1 | name: self
          |       ^^^^
          |
          = help: write it in `kebab-case`

    "#]],
    );
    check(
        "package.yaml",
        "version: 1.2.3",
        "version: 01.2.3",
        &expect![[r#"
        error[G021]: `01.2.3` is no version
         --> package.yaml:2:10
          |
        2 | version: 01.2.3
          |          ^^^^^^
          |
          = help: write `1.2.3`

    "#]],
    );
    check(
        "package.yaml",
        "rust-version: \"1.89\"",
        "rust-version: 1.89-x",
        &expect![[r#"
        error[G021]: `1.89-x` is no version
         --> package.yaml:5:15
          |
        5 | rust-version: 1.89-x
          |               ^^^^^^
          |
          = help: write `1.89`

    "#]],
    );
}

#[test]
fn names_that_the_crate_needs_itself_are_refused() {
    check(
        "errors.yaml",
        "TOO_HEAVY:",
        "CLASSES:",
        &expect![[r#"
        error[G021]: `CLASSES` is no name for an error code
         --> errors.yaml:3:3
          |
        3 |   CLASSES:       { status: 400, only: house, about: The thing is too heavy. }
          |   ^^^^^^^
          |
          = help: write it in `SCREAMING_SNAKE_CASE`

    "#]],
    );
}

#[test]
fn a_record_that_holds_a_list_of_itself_is_right() {
    check_all(
        &[
            ("types.yaml", "weight: { type: integer,", "weight: { type: [Part], required: true,"),
            (
                "things.yaml",
                "{ type: [NewPart], about: More parts. }",
                "{ type: [NewPart], required: true, about: More parts. }",
            ),
        ],
        &expect![["no mistake was found\n"]],
    );
}

#[test]
fn what_is_no_variable_is_refused() {
    check(
        "surfaces.yaml",
        "[HOUSE_ADDRESS]",
        "[house-address]",
        &expect![[r#"
        error[G021]: `house-address` is no environment variable
          --> surfaces.yaml:17:19
           |
        17 |       addresses: [house-address]
           |                   ^^^^^^^^^^^^^
           |
           = help: write it in `UPPER_CASE`

    "#]],
    );
    check(
        "surfaces.yaml",
        "[[HOUSE_PUBLIC_KEY, HOUSE_PRIVATE_KEY]]",
        "[HOUSE_PUBLIC_KEY, HOUSE_PRIVATE_KEY]",
        &expect![[r#"
            error[G014]: expected a list of two variables
              --> surfaces.yaml:16:18
               |
            16 |       api-keys: [HOUSE_PUBLIC_KEY, HOUSE_PRIVATE_KEY]
               |                  ^^^^^^^^^^^^^^^^

            error[G014]: expected a list of two variables
              --> surfaces.yaml:16:36
               |
            16 |       api-keys: [HOUSE_PUBLIC_KEY, HOUSE_PRIVATE_KEY]
               |                                    ^^^^^^^^^^^^^^^^^

        "#]],
    );
}

#[test]
fn an_unknown_type_names_the_one_that_was_meant() {
    check(
        "things.yaml",
        "returns: [Thing]",
        "returns: [Thingy]",
        &expect![[r#"
            error[G040]: unknown type `Thingy`
              --> things.yaml:26:15
               |
            26 |     returns: [Thingy]
               |               ^^^^^^
               |
               = help: did you mean `Thing`?

        "#]],
    );
}

#[test]
fn an_unknown_surface_names_the_one_that_was_meant() {
    check(
        "types.yaml",
        "only: house",
        "only: hose",
        &expect![[r#"
        error[G052]: unknown surface `hose`
          --> types.yaml:12:46
           |
        12 |       C_DARK_BLUE: { about: Dark blue, only: hose, mark: rare }
           |                                              ^^^^
           |
           = help: did you mean `house`?

    "#]],
    );
}

#[test]
fn a_path_parameter_without_a_type_names_the_one_that_was_meant() {
    check(
        "things.yaml",
        "delete: /things/{thingId}",
        "delete: /things/{thingid}",
        &expect![[r#"
            error[G031]: path parameter `{thingid}` has no type
              --> things.yaml:60:13
               |
            60 |     delete: /things/{thingid}
               |             ^^^^^^^^^^^^^^^^^
               |
               = help: did you mean `thingId`?

        "#]],
    );
}

#[test]
fn a_path_that_is_none_is_refused() {
    check(
        "things.yaml",
        "get: /things",
        "get: /things/../x",
        &expect![[r#"
        error[G031]: `..` is no segment of a path
          --> things.yaml:13:10
           |
        13 |     get: /things/../x
           |          ^^^^^^^^^^^^
           |
           = help: a segment is letters, digits, `-`, `.`, `_`, `~`, `:` and `{parameter}`

    "#]],
    );
}

#[test]
fn a_key_again_shows_both_places() {
    check(
        "package.yaml",
        "license: MIT",
        "license: MIT\nlicense: MIT",
        &expect![[r#"
        error[G005]: key `license` again
         --> package.yaml:5:1
          |
        4 | license: MIT
          | ------- first defined here
        5 | license: MIT
          | ^^^^^^^
          |
          = help: keep one of the two

    "#]],
    );
}

#[test]
fn an_operation_again_shows_both_places() {
    check(
        "things.yaml",
        "put: /things/{thingId}",
        "delete: /things/{thingId}",
        &expect![[r#"
            error[G032]: a `get` or `delete` has no body
              --> things.yaml:33:7
               |
            33 |       id:     { type: ThingId, required: true, about: The same id once more. }
               |       ^^
               |
               = help: did you mean `query:`?

            error[G026]: operations `replaceThing` and `deleteThing` are the same call
              --> things.yaml:60:13
               |
            30 |     delete: /things/{thingId}
               |             ----------------- first defined here
            ...
            60 |     delete: /things/{thingId}
               |             ^^^^^^^^^^^^^^^^^

        "#]],
    );
}

#[test]
fn names_that_are_no_rust_names_are_refused() {
    check(
        "things.yaml",
        "  deleteThing:",
        "  delete-thing:",
        &expect![[r#"
            error[G021]: `delete-thing` is no name for an operation
              --> things.yaml:59:3
               |
            59 |   delete-thing:
               |   ^^^^^^^^^^^^
               |
               = help: write it in `camelCase`

        "#]],
    );
    check(
        "things.yaml",
        "      note: {",
        "      self: {",
        &expect![[r#"
            error[G020]: `self` cannot be a Rust name
              --> things.yaml:77:7
               |
            77 |       self: { type: string, about: A remark. }
               |       ^^^^

        "#]],
    );
    check(
        "things.yaml",
        "      note: {",
        "      nöte: {",
        &expect![[r#"
            error[G022]: `nöte` is not ASCII
              --> things.yaml:77:7
               |
            77 |       nöte: { type: string, about: A remark. }
               |       ^^^^
               |
               = help: names of the emitted crate are ASCII letters, digits and `_`

        "#]],
    );
    check(
        "things.yaml",
        "      note: {",
        "      new: {",
        &expect![[r#"
            error[G025]: `new` is the name of a method that every request has
              --> things.yaml:77:7
               |
            77 |       new: { type: string, about: A remark. }
               |       ^^^

        "#]],
    );
}

#[test]
fn a_name_that_the_crate_has_taken_is_refused() {
    check_all(
        &[("things.yaml", "  NewPart:", "  Client:"), ("things.yaml", "[NewPart]", "[Client]")],
        &expect![[r#"
            error[G040]: unknown type `Client`
              --> things.yaml:39:24
               |
            39 |       parts:  { type: [Client], about: More parts. }
               |                        ^^^^^^
               |
               = help: define it under `ids:`, `roles:` or `records:`

            error[G024]: `Client` is a name that the emitted crate uses itself
              --> things.yaml:73:3
               |
            73 |   Client:
               |   ^^^^^^
               |
               = help: choose another name

        "#]],
    );
}

#[test]
fn two_names_that_become_one_show_both_places() {
    check(
        "things.yaml",
        "      X_Odd:    {",
        "      withLID: { type: string, about: One. }\n      with_lid: {",
        &expect![[r#"
            error[G023]: `withLid` and `withLID` both become `with_lid`
              --> things.yaml:25:7
               |
            22 |       withLid:  { type: boolean, about: Only those with a lid. }
               |       ------- first defined here
            ...
            25 |       withLID: { type: string, about: One. }
               |       ^^^^^^^
               |
               = help: rename one of the two

            error[G023]: `withLID` and `with_lid` both become `with_lid`
              --> things.yaml:26:7
               |
            25 |       withLID: { type: string, about: One. }
               |       ------- first defined here
            26 |       with_lid: { type: string, about: A name that no rule gives. }
               |       ^^^^^^^^
               |
               = help: rename one of the two

        "#]],
    );
    check(
        "types.yaml",
        "C_RED:       { about: Red }",
        "C_RED: { about: Red }\n      C_DARK__BLUE: { about: Blue }",
        &expect![[r#"
            error[G023]: `C_DARK__BLUE` and `C_DARK_BLUE` both become `DarkBlue`
              --> types.yaml:13:7
               |
            12 |       C_DARK__BLUE: { about: Blue }
               |       ------------ first defined here
            13 |       C_DARK_BLUE: { about: Dark blue, only: house, mark: rare }
               |       ^^^^^^^^^^^
               |
               = help: rename one of the two

        "#]],
    );
}

#[test]
fn a_date_that_does_not_exist_is_refused() {
    check(
        "things.yaml",
        "since: 2024-01-01",
        "since: 2023-02-30",
        &expect![[r#"
            error[G015]: `2023-02-30` is no date
              --> things.yaml:45:30
               |
            45 |         deprecated: { since: 2023-02-30, about: It was too heavy. }
               |                              ^^^^^^^^^^
               |
               = help: write a day of the calendar as `YYYY-MM-DD`

        "#]],
    );
}

#[test]
fn a_scalar_that_yaml_reads_as_something_else_must_be_quoted() {
    check(
        "package.yaml",
        "rust-version: \"1.89\"",
        "rust-version: 1.89",
        &expect![[r#"
        error[G014]: expected text
         --> package.yaml:5:15
          |
        5 | rust-version: 1.89
          |               ^^^^ YAML reads this as something else
          |
          = help: quote it: `"1.89"`

    "#]],
    );
    check(
        "things.yaml",
        "{ type: ThingId, required: true, about: Identifies it. }",
        "{ type: ThingId, required: yes, about: Identifies it. }",
        &expect![[r#"
            error[G014]: expected `true` or `false`
              --> things.yaml:69:45
               |
            69 |       id:        { type: ThingId, required: yes, about: Identifies it. }
               |                                             ^^^

        "#]],
    );
}

#[test]
fn what_changes_nothing_is_refused() {
    check(
        "things.yaml",
        "    returns: nothing\n",
        "    returns: nothing\n    caller: Keeper\n",
        &expect![[r#"
            error[G051]: this `caller` changes nothing
              --> things.yaml:63:13
               |
            63 |     caller: Keeper
               |             ^^^^^^
               |
               = help: leave it out

        "#]],
    );
    check(
        "things.yaml",
        "    returns: nothing\n",
        "    returns: nothing\n    idempotent: true\n",
        &expect![[r#"
            error[G051]: HTTP says so of this method already
              --> things.yaml:63:17
               |
            63 |     idempotent: true
               |                 ^^^^
               |
               = help: leave it out

        "#]],
    );
    check(
        "things.yaml",
        "only: house, about: When it was made.",
        "only: all, about: When it was made.",
        &expect![[r#"
            error[G051]: this `only:` changes nothing
              --> things.yaml:71:43
               |
            71 |       createdAt: { type: timestamp, only: all, about: When it was made. }
               |                                           ^^^
               |
               = help: leave it out

        "#]],
    );
}

#[test]
fn a_type_that_one_surface_lacks_must_be_limited() {
    check(
        "things.yaml",
        "    about: A part that is only sent.\n",
        "    about: A part that is only sent.\n    only: house\n",
        &expect![[r#"
            error[G054]: `NewPart` does not exist on `garden`
              --> things.yaml:39:24
               |
            39 |       parts:  { type: [NewPart], about: More parts. }
               |                        ^^^^^^^
            ...
            73 |   NewPart:
               |   ------- limited here
               |
               = help: limit what uses it with `only:` too

        "#]],
    );
}

#[test]
fn a_type_that_nobody_uses_is_refused() {
    check(
        "things.yaml",
        "      parts:  { type: [NewPart], about: More parts. }\n",
        "",
        &expect![[r#"
            error[G053]: no operation uses the type `NewPart`
              --> things.yaml:72:3
               |
            72 |   NewPart:
               |   ^^^^^^^
               |
               = help: use it or leave it out

        "#]],
    );
}

#[test]
fn a_record_that_contains_itself_is_refused() {
    check(
        "types.yaml",
        "weight: { type: integer,",
        "weight: { type: Part,",
        &expect![[r#"
        error[G041]: a record contains itself: Part → Part
          --> types.yaml:14:3
           |
        14 |   Part:
           |   ^^^^
           |
           = help: break the circle with a list

    "#]],
    );
}

#[test]
fn what_the_language_leaves_out_of_yaml_is_refused() {
    check(
        "package.yaml",
        "license: MIT",
        "license: &licence MIT",
        &expect![[r#"
        error[G006]: anchors and aliases are not allowed
         --> package.yaml:4:19
          |
        4 | license: &licence MIT
          |                   ^^^
          |
          = help: what several things share belongs into `every:`

    "#]],
    );
    check(
        "package.yaml",
        "license: MIT",
        "license: !text MIT",
        &expect![[r#"
        error[G007]: tags are not allowed
         --> package.yaml:4:16
          |
        4 | license: !text MIT
          |                ^^^
          |
          = help: write the value without `!…`

    "#]],
    );
    check(
        "package.yaml",
        "license: MIT",
        "<<: MIT",
        &expect![[r#"
            error[G013]: package.yaml has no `license`
             --> package.yaml:1:1
              |
            1 | name: kitchen-sink
              | ^
              |
              = help: add `license:`

            error[G008]: merge keys are not allowed
             --> package.yaml:4:1
              |
            4 | <<: MIT
              | ^^

            error[G012]: unknown key `<<` in package.yaml
             --> package.yaml:4:1
              |
            4 | <<: MIT
              | ^^
              |
              = help: known keys: `name`, `version`, `description`, `license`, `rust-version`, `repository`, `keywords`, `categories`, `examples`, `first-call`

        "#]],
    );
    check(
        "package.yaml",
        "license: MIT",
        "license: MIT\n---\nlicense: MIT",
        &expect![[r#"
        error[G004]: more than one document
         --> package.yaml:5:1
          |
        5 | ---
          | ^^^

    "#]],
    );
    check(
        "package.yaml",
        "license: MIT",
        "1: MIT",
        &expect![[r#"
            error[G013]: package.yaml has no `license`
             --> package.yaml:1:1
              |
            1 | name: kitchen-sink
              | ^
              |
              = help: add `license:`

            error[G011]: keys are text
             --> package.yaml:4:1
              |
            4 | 1: MIT
              | ^
              |
              = help: quote it: `"1"`

            error[G012]: unknown key `1` in package.yaml
             --> package.yaml:4:1
              |
            4 | 1: MIT
              | ^
              |
              = help: known keys: `name`, `version`, `description`, `license`, `rust-version`, `repository`, `keywords`, `categories`, `examples`, `first-call`

        "#]],
    );
    check(
        "package.yaml",
        "license: MIT",
        "license: \"MIT",
        &expect![[r#"
        error[G003]: YAML: invalid indentation in multiline quoted scalar
         --> package.yaml:5:1
          |
        5 | rust-version: "1.89"
          | ^

    "#]],
    );
}

#[test]
fn invisible_characters_are_refused() {
    check(
        "things.yaml",
        "about: A thing.",
        "about: A \u{202e}gniht.",
        &expect![[r#"
            error[G034]: invisible control U+202E
              --> things.yaml:67:12
               |
            67 |     about: A �gniht.
               |            ^^^^^^^^^
               |
               = help: remove it

        "#]],
    );
    check(
        "things.yaml",
        "about: A thing.",
        "about: \"A\\rthing.\"",
        &expect![[r#"
            error[G033]: lone carriage return U+000D
              --> things.yaml:67:12
               |
            67 |     about: "A\rthing."
               |            ^^^^^^^^^^^
               |
               = help: remove it

        "#]],
    );
}

#[test]
fn columns_are_right_after_other_scripts() {
    check(
        "types.yaml",
        "about: Red }",
        "about: Röt 红, x: 1 }",
        &expect![[r#"
        error[G012]: unknown key `x` in role `C_RED`
          --> types.yaml:11:36
           |
        11 |       C_RED:       { about: Röt 红, x: 1 }
           |                                     ^
           |
           = help: known keys: `about`, `only`, `mark`

    "#]],
    );
}

#[test]
fn one_run_shows_the_mistakes_of_all_files() {
    check_all(
        &[
            ("package.yaml", "license: MIT", "licence: MIT"),
            ("surfaces.yaml", "    about: A public API with versions.\n", ""),
            (
                "things.yaml",
                "required: true, about: Its colour. }",
                "required: 1, about: Its colour. }",
            ),
            ("things.yaml", "    about: Paints one thing.\n", "    abuot: Paints one thing.\n"),
        ],
        &expect![[r#"
            error[G013]: package.yaml has no `license`
             --> package.yaml:1:1
              |
            1 | name: kitchen-sink
              | ^
              |
              = help: add `license:`

            error[G012]: unknown key `licence` in package.yaml
             --> package.yaml:4:1
              |
            4 | licence: MIT
              | ^^^^^^^
              |
              = help: did you mean `license`?

            error[G013]: surface `house` has no `about`
             --> surfaces.yaml:2:3
              |
            2 |   house:
              |   ^^^^^
              |
              = help: add `about:`

            error[G014]: expected `true` or `false`
              --> things.yaml:37:41
               |
            37 |       colour: { type: Colour, required: 1, about: Its colour. }
               |                                         ^

            error[G013]: operation `paintThing` has no `about`
              --> things.yaml:48:3
               |
            48 |   paintThing:
               |   ^^^^^^^^^^
               |
               = help: add `about:`

            error[G012]: unknown key `abuot` in operation `paintThing`
              --> things.yaml:50:5
               |
            50 |     abuot: Paints one thing.
               |     ^^^^^
               |
               = help: did you mean `about`?

        "#]],
    );
}
