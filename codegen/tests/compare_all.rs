//! No part of the model is passed over when two are compared: each is changed
//! alone, and the change is seen.

mod support;

use std::collections::BTreeSet;

use codegen::Step;
use codegen::model::{
    Address, Api, Conversion, Deprecation, Instead, Operation, Record, RecordReplacement,
    Replacement, Returns, StateType, Surface, Type, Value,
};
use codegen::spec::Verb;

fn api() -> Api {
    let sources = support::sources("kitchen-sink");
    codegen::parse(&sources).and_then(|spec| codegen::resolve(&spec)).expect("it is right")
}

fn house(api: &mut Api) -> &mut Surface {
    &mut api.surfaces[0]
}

fn garden(api: &mut Api) -> &mut Surface {
    &mut api.surfaces[1]
}

/// A call with a body, and with a deprecation of its own on the house.
fn call<'a>(surface: &'a mut Surface, id: &str) -> &'a mut Operation {
    let resources = surface.versions.iter_mut().flat_map(|version| &mut version.resources);
    let mut calls = resources.flat_map(|resource| &mut resource.operations);
    calls.find(|operation| operation.id == id).expect("it is there")
}

fn replace(api: &mut Api) -> &mut Operation {
    call(house(api), "replaceThing")
}

fn deprecation(api: &mut Api) -> &mut Deprecation {
    replace(api).deprecated.as_mut().expect("it is deprecated")
}

fn twin(api: &mut Api) -> &mut Instead {
    let list = call(garden(api), "listThings").deprecated.as_mut().expect("it is deprecated");
    list.instead.as_mut().expect("it has a twin")
}

fn record<'a>(api: &'a mut Api, ty: &str) -> &'a mut Record {
    let records = &mut garden(api).versions[0].records;
    records.iter_mut().find(|record| record.ty == ty).expect("it is there")
}

fn change(text: &mut String) {
    text.push('x');
}

type Mutation = (&'static str, Step, fn(&mut Api));

/// Each part of the model, what becomes of it, and how far that reaches.
const MUTATIONS: &[Mutation] = &[
    ("Api.package", Step::Breaking, |api| change(&mut api.package.name)),
    ("Api.ids", Step::Breaking, |api| api.ids.clear()),
    ("Api.codes", Step::Breaking, |api| _ = api.codes.pop()),
    ("Api.codes", Step::Patch, |api| api.codes.reverse()),
    ("Api.surfaces", Step::Breaking, |api| _ = api.surfaces.pop()),
    ("Api.surfaces", Step::Patch, |api| api.surfaces.reverse()),
    ("Api.resources", Step::Patch, |api| api.resources.clear()),
    ("Package.name", Step::Breaking, |api| change(&mut api.package.name)),
    ("Package.crate_name", Step::Breaking, |api| change(&mut api.package.crate_name)),
    ("Package.description", Step::Patch, |api| change(&mut api.package.description)),
    ("Package.license", Step::Patch, |api| change(&mut api.package.license)),
    ("Package.rust_version", Step::Minor, |api| api.package.rust_version = "1.90".into()),
    ("Package.rust_version", Step::Patch, |api| api.package.rust_version = "1.88".into()),
    ("Package.repository", Step::Patch, |api| api.package.repository = None),
    ("Package.keywords", Step::Patch, |api| api.package.keywords.push("x".into())),
    ("Package.categories", Step::Patch, |api| api.package.categories.push("x".into())),
    ("Package.examples", Step::Patch, |api| api.package.examples.push("invite".into())),
    ("Package.first_call", Step::Patch, |api| api.package.first_call.0 = 1),
    ("Package.first_call", Step::Patch, |api| change(&mut api.package.first_call.1)),
    ("Id.ty", Step::Breaking, |api| change(&mut api.ids[0].ty)),
    ("Id.about", Step::Patch, |api| change(&mut api.ids[0].about)),
    ("Id.example", Step::Patch, |api| change(&mut api.ids[0].example)),
    ("Code.name", Step::Breaking, |api| change(&mut api.codes[0].name)),
    ("Code.status", Step::Patch, |api| api.codes[0].status = 410),
    ("Code.class", Step::Breaking, |api| api.codes[0].class = None),
    ("Code.class", Step::Breaking, |api| api.codes[0].class = Some("AccessList".into())),
    ("Code.about", Step::Patch, |api| change(&mut api.codes[0].about)),
    ("Code.surfaces", Step::Patch, |api| _ = api.codes[0].surfaces.pop()),
    ("ResourceIndex.module", Step::Patch, |api| change(&mut api.resources[0].module)),
    ("ResourceIndex.about", Step::Patch, |api| change(&mut api.resources[0].about)),
    ("ResourceIndex.operations", Step::Patch, |api| api.resources[0].operations.reverse()),
    ("OperationIndex.id", Step::Patch, |api| change(&mut api.resources[0].operations[0].id)),
    ("OperationIndex.ty", Step::Patch, |api| change(&mut api.resources[0].operations[0].ty)),
    ("OperationIndex.about", Step::Patch, |api| change(&mut api.resources[0].operations[0].about)),
    ("Surface.id", Step::Breaking, |api| change(&mut house(api).id)),
    ("Surface.module", Step::Breaking, |api| change(&mut house(api).module)),
    ("Surface.marker", Step::Breaking, |api| change(&mut house(api).marker)),
    ("Surface.name", Step::Patch, |api| change(&mut house(api).name)),
    ("Surface.about", Step::Patch, |api| change(&mut house(api).about)),
    ("Surface.notes", Step::Patch, |api| house(api).notes.clear()),
    ("Surface.address", Step::Patch, |api| house(api).address = Address::Public("x".into())),
    ("Surface.address", Step::Breaking, |api| house(api).address = Address::Given("x".into())),
    ("Surface.address", Step::Patch, |api| garden(api).address = Address::Given("x".into())),
    ("Surface.address", Step::Minor, |api| garden(api).address = Address::Public("x".into())),
    ("Surface.path", Step::Patch, |api| change(&mut house(api).path)),
    ("Surface.api_key", Step::Patch, |api| change(&mut house(api).api_key)),
    ("Surface.service_account", Step::Breaking, |api| house(api).service_account = None),
    ("Surface.environment", Step::Breaking, |api| house(api).environment.addresses.clear()),
    ("Surface.statuses", Step::Patch, |api| change(&mut house(api).statuses[0].1)),
    ("Surface.roles_page", Step::Patch, |api| change(&mut house(api).roles_page)),
    ("Surface.codes_page", Step::Patch, |api| change(&mut house(api).codes_page)),
    ("Surface.deprecated", Step::Patch, |api| garden(api).deprecated = None),
    ("Surface.deprecated", Step::Minor, |api| {
        house(api).deprecated = garden(api).deprecated.clone();
    }),
    ("Surface.roles", Step::Breaking, |api| house(api).roles.clear()),
    ("Surface.versions", Step::Breaking, |api| _ = house(api).versions.pop()),
    ("ServiceAccount.revoke_path", Step::Patch, |api| {
        change(&mut house(api).service_account.as_mut().expect("one").revoke_path);
    }),
    ("ServiceAccount.token_path", Step::Patch, |api| {
        change(&mut house(api).service_account.as_mut().expect("one").token_path);
    }),
    ("ServiceAccount.state", Step::Patch, |api| {
        house(api).service_account.as_mut().expect("one").state = Some("Preview");
    }),
    ("ServiceAccount.about", Step::Patch, |api| {
        house(api).service_account.as_mut().expect("one").about.clear();
    }),
    ("Environment.service_accounts", Step::Breaking, |api| {
        change(&mut house(api).environment.service_accounts[0][1]);
    }),
    ("Environment.api_keys", Step::Minor, |api| {
        house(api).environment.api_keys.push(["A".into(), "B".into()]);
    }),
    ("Environment.addresses", Step::Minor, |api| {
        house(api).environment.addresses.push("A".into());
    }),
    ("SurfaceDeprecation.about", Step::Patch, |api| {
        change(&mut garden(api).deprecated.as_mut().expect("one").about);
    }),
    ("SurfaceDeprecation.instead", Step::Patch, |api| {
        change(&mut garden(api).deprecated.as_mut().expect("one").instead.0);
    }),
    ("SurfaceDeprecation.instead", Step::Patch, |api| {
        change(&mut garden(api).deprecated.as_mut().expect("one").instead.1);
    }),
    ("RoleType.ty", Step::Breaking, |api| change(&mut house(api).roles[0].ty)),
    ("RoleType.about", Step::Patch, |api| change(&mut house(api).roles[0].about)),
    ("RoleType.example", Step::Patch, |api| change(&mut house(api).roles[0].example)),
    ("RoleType.values", Step::Breaking, |api| _ = house(api).roles[0].values.pop()),
    ("RoleType.values", Step::Patch, |api| house(api).roles[0].values.reverse()),
    ("RoleValue.variant", Step::Breaking, |api| change(&mut house(api).roles[0].values[0].variant)),
    ("RoleValue.wire", Step::Patch, |api| change(&mut house(api).roles[0].values[0].wire)),
    ("RoleValue.about", Step::Patch, |api| change(&mut house(api).roles[0].values[0].about)),
    ("RoleValue.mark", Step::Patch, |api| {
        house(api).roles[0].values[0].mark = Some("Rare.".into());
    }),
    ("Version.date", Step::Patch, |api| house(api).versions[0].date = Some("2022-02-02".into())),
    ("Version.module", Step::Breaking, |api| house(api).versions[0].module = None),
    ("Version.module", Step::Minor, |api| garden(api).versions[0].module = Some("v1".into())),
    ("Version.resources", Step::Breaking, |api| house(api).versions[0].resources.clear()),
    ("Version.records", Step::Breaking, |api| house(api).versions[0].records.clear()),
    ("Version.records", Step::Patch, |api| house(api).versions[0].records.reverse()),
    ("Resource.module", Step::Patch, |api| {
        change(&mut garden(api).versions[0].resources[0].module);
    }),
    ("Resource.about", Step::Patch, |api| {
        change(&mut house(api).versions[0].resources[0].about);
    }),
    ("Resource.notes", Step::Patch, |api| house(api).versions[0].resources[0].notes.clear()),
    ("Resource.operations", Step::Breaking, |api| {
        house(api).versions[0].resources[0].operations.clear();
    }),
    ("Resource.operations", Step::Patch, |api| {
        house(api).versions[0].resources[0].operations.reverse();
    }),
    ("Operation.id", Step::Breaking, |api| change(&mut replace(api).id)),
    ("Operation.ty", Step::Breaking, |api| change(&mut replace(api).ty)),
    ("Operation.verb", Step::Patch, |api| replace(api).verb = Verb::Post),
    ("Operation.path", Step::Patch, |api| change(&mut replace(api).path)),
    ("Operation.media", Step::Patch, |api| change(&mut replace(api).media)),
    ("Operation.idempotent", Step::Patch, |api| replace(api).idempotent = false),
    ("Operation.path_params", Step::Breaking, |api| replace(api).path_params.clear()),
    ("Operation.path_params", Step::Patch, |api| {
        let replace = replace(api);
        replace.query.append(&mut replace.path_params);
    }),
    ("Operation.query", Step::Breaking, |api| {
        call(house(api), "listThings").query.clear();
    }),
    ("Operation.body", Step::Breaking, |api| replace(api).body.reverse()),
    ("Operation.returns", Step::Breaking, |api| replace(api).returns = Returns::Nothing),
    ("Operation.returns", Step::Breaking, |api| {
        replace(api).returns = Returns::Maybe(Type::Record("Thing".into()));
    }),
    ("Operation.absent", Step::Patch, |api| replace(api).absent = Some("Why.".into())),
    ("Operation.success", Step::Patch, |api| replace(api).success.push(201)),
    ("Operation.errors", Step::Patch, |api| replace(api).errors.push(409)),
    ("Operation.caller", Step::Patch, |api| change(&mut replace(api).caller)),
    ("Operation.docs", Step::Patch, |api| change(&mut replace(api).docs)),
    ("Operation.about", Step::Patch, |api| change(&mut replace(api).about)),
    ("Operation.notes", Step::Patch, |api| replace(api).notes.push("Note.".into())),
    ("Operation.aliases", Step::Patch, |api| replace(api).aliases.push("old".into())),
    ("Operation.deprecated", Step::Patch, |api| replace(api).deprecated = None),
    ("Operation.deprecated", Step::Minor, |api| {
        call(house(api), "paintThing").deprecated = Some(Deprecation {
            since: None,
            sunset: None,
            whole: None,
            about: None,
            instead: None,
        });
    }),
    ("Deprecation.since", Step::Patch, |api| deprecation(api).since = None),
    ("Deprecation.sunset", Step::Patch, |api| deprecation(api).sunset = Some("2027-07-01".into())),
    ("Deprecation.whole", Step::Patch, |api| deprecation(api).whole = Some("All".into())),
    ("Deprecation.about", Step::Patch, |api| deprecation(api).about = None),
    ("Deprecation.instead", Step::Patch, |api| deprecation(api).instead = None),
    ("Call.name", Step::Patch, |api| with_call(api, |[name, ..]| change(name))),
    ("Call.call", Step::Patch, |api| with_call(api, |[_, call, ..]| change(call))),
    ("Call.version", Step::Patch, |api| with_call(api, |[_, _, version, _]| change(version))),
    ("Call.how", Step::Patch, |api| with_call(api, |[.., how]| change(how))),
    ("Twin.module", Step::Patch, |api| with_twin(api, |[module, ..]| change(module))),
    ("Twin.ty", Step::Patch, |api| with_twin(api, |[_, ty, _]| change(ty))),
    ("Twin.surface", Step::Patch, |api| with_twin(api, |[.., surface]| change(surface))),
    ("Field.name", Step::Breaking, |api| change(&mut record(api, "Thing").fields[0].name)),
    ("Field.name", Step::Patch, |api| change(&mut replace(api).body[0].name)),
    ("Field.wire", Step::Patch, |api| change(&mut record(api, "Thing").fields[0].wire)),
    ("Field.ty", Step::Breaking, |api| record(api, "Thing").fields[0].ty = Type::Timestamp),
    ("Field.ty", Step::Patch, |api| record(api, "Part").fields[0].ty = Type::Address),
    ("Field.required", Step::Breaking, |api| record(api, "Thing").fields[0].required = false),
    ("Field.required", Step::Breaking, |api| record(api, "Thing").fields[1].required = true),
    ("Field.required", Step::Breaking, |api| replace(api).body[0].required = false),
    ("Field.about", Step::Patch, |api| change(&mut record(api, "Thing").fields[0].about)),
    ("Field.example", Step::Patch, |api| record(api, "Thing").fields[0].example = None),
    ("Record.ty", Step::Breaking, |api| change(&mut record(api, "Thing").ty)),
    ("Record.about", Step::Patch, |api| change(&mut record(api, "Thing").about)),
    ("Record.fields", Step::Breaking, |api| _ = record(api, "Thing").fields.pop()),
    ("Record.fields", Step::Patch, |api| record(api, "Thing").fields.reverse()),
    ("Record.sent", Step::Minor, |api| record(api, "Thing").sent = true),
    ("Record.sent", Step::Breaking, |api| record(api, "Part").sent = false),
    ("Record.answered", Step::Breaking, |api| record(api, "Part").answered = false),
    ("Record.answered", Step::Breaking, |api| record(api, "NewPart").answered = true),
    ("Record.whole", Step::Breaking, |api| record(api, "Thing").whole = false),
    ("Record.whole", Step::Minor, |api| record(api, "Part").whole = true),
    ("Record.state", Step::Breaking, |api| house_record(api, "Crate").state = None),
    ("RecordState.name", Step::Breaking, |api| {
        change(&mut house_record(api, "Crate").state.as_mut().expect("it has a state").name);
    }),
    ("RecordState.about", Step::Patch, |api| {
        change(&mut house_record(api, "Crate").state.as_mut().expect("it has a state").about);
    }),
    ("Record.instead", Step::Patch, |api| house_record(api, "OldCrate").instead = None),
    ("StateType.ty", Step::Breaking, |api| change(&mut states(api).ty)),
    ("StateType.unknown", Step::Breaking, |api| change(&mut states(api).unknown)),
    ("StateType.about", Step::Patch, |api| change(&mut states(api).about)),
    ("StateType.status", Step::Breaking, |api| states(api).status.ty = Type::String),
    ("StateType.status", Step::Breaking, |api| change(&mut states(api).status.name)),
    ("StateType.status", Step::Patch, |api| change(&mut states(api).status.wire)),
    ("StateType.states", Step::Breaking, |api| _ = states(api).states.pop()),
    ("StateType.fields", Step::Breaking, |api| _ = states(api).fields.pop()),
    ("State.wire", Step::Patch, |api| change(&mut states(api).states[0].wire)),
    ("State.about", Step::Patch, |api| change(&mut states(api).states[0].about)),
    ("State.fields", Step::Breaking, |api| _ = states(api).states[0].fields.pop()),
    ("Replacement.id", Step::Patch, |api| change(&mut way(api).id)),
    ("Replacement.call", Step::Patch, |api| change(&mut way(api).call)),
    ("Replacement.version", Step::Patch, |api| way(api).version = None),
    ("Replacement.how", Step::Patch, |api| way(api).how = Some("So.".to_owned())),
    ("Replacement.moves", Step::Patch, |api| _ = way(api).moves.pop()),
    ("Replacement.conversion", Step::Breaking, |api| way(api).conversion = None),
    ("Replacement.message", Step::Patch, |api| way(api).message = None),
    ("RecordState.ty", Step::Breaking, |api| {
        change(&mut house_record(api, "Crate").state.as_mut().expect("it has a state").ty);
    }),
    ("RecordReplacement.ty", Step::Patch, |api| change(&mut record_way(api).ty)),
    ("RecordReplacement.moves", Step::Patch, |api| _ = record_way(api).moves.pop()),
    ("RecordReplacement.new", Step::Patch, |api| _ = record_way(api).new.pop()),
    ("State.variant", Step::Breaking, |api| change(&mut states(api).states[0].variant)),
    ("Replacement.ty", Step::Patch, |api| change(&mut way(api).ty)),
    ("Replacement.new", Step::Patch, |api| way(api).new.push("lid".to_owned())),
    ("Replacement.needed", Step::Patch, |api| way(api).needed.push("lid".to_owned())),
    ("Replacement.set", Step::Patch, |api| _ = list_way(api).set.pop()),
    ("Constant.ty", Step::Patch, |api| change(&mut list_way(api).set[0].1.ty)),
    ("Constant.variant", Step::Patch, |api| change(&mut list_way(api).set[0].1.variant)),
    ("Constant.list", Step::Patch, |api| list_way(api).set[0].1.list = false),
    ("Move.from", Step::Patch, |api| change(&mut way(api).moves[0].from)),
    ("Move.to", Step::Patch, |api| way(api).moves[0].to = None),
    ("Move.ty", Step::Patch, |api| way(api).moves[0].ty = Some(Type::Integer)),
    ("Conversion.records", Step::Patch, |api| _ = conversion(api).records.pop()),
    ("Conversion.arguments", Step::Patch, |api| _ = conversion(api).arguments.pop()),
    ("Conversion.options", Step::Patch, |api| _ = conversion(api).options.pop()),
    ("RecordConversion.from", Step::Patch, |api| change(&mut conversion(api).records[0].from)),
    ("RecordConversion.to", Step::Patch, |api| change(&mut conversion(api).records[0].to)),
    ("RecordConversion.arguments", Step::Patch, |api| {
        _ = conversion(api).records[0].arguments.pop();
    }),
    ("Record.name", Step::Patch, |api| with_value(api, |name, _, _| change(name))),
    ("Record.arguments", Step::Patch, |api| with_value(api, |_, values, _| _ = values.pop())),
    ("Record.options", Step::Patch, |api| with_value(api, |_, _, options| _ = options.pop())),
    ("Operation.version", Step::Patch, |api| call(house(api), "fillBox").version = None),
    ("Operation.newest", Step::Patch, |api| call(house(api), "fillBox").newest = false),
    ("Version.states", Step::Breaking, |api| {
        let mut versions = house(api).versions.iter_mut();
        let with = versions.find(|version| !version.states.is_empty());
        with.expect("it is there").states.clear();
    }),
    ("Field.min", Step::Patch, |api| call(house(api), "listBoxes").query[0].min = Some(7)),
    ("Field.max", Step::Patch, |api| call(house(api), "listBoxes").query[0].max = Some(7)),
    ("Field.default", Step::Patch, |api| call(house(api), "listBoxes").query[0].default = None),
    ("RoleType.of_states", Step::Patch, |api| house(api).roles[0].of_states = true),
];

fn states(api: &mut Api) -> &mut StateType {
    let mut states = house(api).versions.iter_mut().flat_map(|version| &mut version.states);
    states.next().expect("it is there")
}

fn house_record<'a>(api: &'a mut Api, ty: &str) -> &'a mut Record {
    let mut records = house(api).versions.iter_mut().flat_map(|version| &mut version.records);
    records.find(|record| record.ty == ty).expect("it is there")
}

fn way(api: &mut Api) -> &mut Replacement {
    let fill = call(house(api), "fillBox").deprecated.as_mut().expect("it is deprecated");
    match fill.instead.as_mut() {
        Some(Instead::Operation(to)) => to,
        other => panic!("{other:?}"),
    }
}

fn record_way(api: &mut Api) -> &mut RecordReplacement {
    house_record(api, "OldCrate").instead.as_mut().expect("it is replaced")
}

fn conversion(api: &mut Api) -> &mut Conversion {
    way(api).conversion.as_mut().expect("it is exact")
}

fn list_way(api: &mut Api) -> &mut Replacement {
    let list = call(house(api), "allBoxes").deprecated.as_mut().expect("it is deprecated");
    match list.instead.as_mut() {
        Some(Instead::Operation(to)) => to,
        other => panic!("{other:?}"),
    }
}

type OfRecord = fn(&mut String, &mut Vec<Value>, &mut Vec<(String, Value)>);

fn with_value(api: &mut Api, change: OfRecord) {
    for value in &mut conversion(api).arguments {
        if let Value::Record { name, arguments, options, .. } = value {
            change(name, arguments, options);
        }
    }
}

fn with_call(api: &mut Api, change: fn([&mut String; 4])) {
    match deprecation(api).instead.as_mut() {
        Some(Instead::Call { name, call, version, how: Some(how) }) => {
            change([name, call, version, how]);
        }
        other => panic!("{other:?}"),
    }
}

fn with_twin(api: &mut Api, change: fn([&mut String; 3])) {
    match twin(api) {
        Instead::Twin { module, ty, surface } => change([module, ty, surface]),
        other => panic!("{other:?} is no twin"),
    }
}

#[test]
fn each_part_is_compared() {
    for (part, step, mutate) in MUTATIONS {
        let (old, mut new) = (api(), api());
        mutate(&mut new);
        let report = codegen::compare(&old, &new);
        assert_eq!(report.step(), Some(*step), "{part}:\n{report}");
    }
    assert_eq!(codegen::compare(&api(), &api()).step(), None);
}

/// The list above is checked against the model as it prints itself.
#[test]
fn no_part_is_left_out() {
    let printed = format!("{:#?}", api());
    let mut open: Vec<&str> = Vec::new();
    let mut parts = BTreeSet::new();
    for line in printed.lines().map(str::trim) {
        let (name, value) = line.split_once(": ").unwrap_or(("", line));
        if let Some(owner) = open.last().filter(|owner| !name.is_empty() && !owner.is_empty()) {
            parts.insert(format!("{owner}.{name}"));
        }
        if line.starts_with(['}', ']', ')']) {
            open.pop();
        } else if line.ends_with(['{', '[', '(']) {
            open.push(value.strip_suffix(" {").unwrap_or_default());
        }
    }
    // The version is no change: the report says it beside them.
    assert!(parts.remove("Package.version"));
    let listed: BTreeSet<_> = MUTATIONS.iter().map(|(part, ..)| (*part).to_owned()).collect();
    assert_eq!(listed, parts);
}
