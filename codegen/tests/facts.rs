//! What MongoDB's manuals say in words reaches the user: each fact is looked up
//! in the documentation of the items that it belongs to.

mod support;

use std::collections::BTreeMap;
use std::sync::OnceLock;

use codegen::Files;
use syn::{Attribute, Expr, ImplItem, Item, Lit, Meta};

const ATLAS: [&str; 2] = ["atlas_v2", "atlas_v1"];
const PUBLIC: [&str; 2] = ["cloud_manager", "ops_manager"];
const ALL: [&str; 4] = ["atlas_v2", "atlas_v1", "cloud_manager", "ops_manager"];

#[test]
fn an_update_replaces_the_roles() {
    for kind in ["Org", "Group"] {
        for item in [format!("Update{kind}Invites"), format!("Update{kind}InviteById")] {
            says(&ALL, &item, "The roles given here replace those of the invitation");
        }
    }
}

#[test]
fn an_invitation_lives_30_days() {
    for item in ["CreateOrgInvite", "CreateGroupInvite"] {
        says(&ALL, item, "The invitation lives 30 days.");
    }
    for item in ["OrgInvitation", "GroupInvitation"] {
        says(&ALL, item, "It lives 30 days.");
        says(&ALL, &format!("{item}.expires_at"), "30 days after it was sent");
    }
}

#[test]
fn an_accepted_invitation_cannot_be_withdrawn() {
    for item in ["DeleteOrgInvite", "DeleteGroupInvite"] {
        says(&ALL, item, "An invitation that was accepted cannot be withdrawn.");
    }
    says(
        &ALL,
        "DeleteGroupInvite",
        "An invitation to the organization that was made together with this one stays.",
    );
}

#[test]
fn an_accepted_invitation_is_not_found() {
    for item in ["GetOrgInvite", "GetGroupInvite"] {
        says(&ALL, item, "Users report 404 for an invitation that was accepted");
    }
    for item in ["DeleteOrgInvite", "DeleteGroupInvite"] {
        says(&ATLAS, item, "answers that with 400 and `INVALID_INVITATION_ID`");
        says_not("ops_manager", item, "INVALID_INVITATION_ID");
    }
}

#[test]
fn error_codes_say_where_they_exist() {
    says(&["error_codes"], "GROUP_NOT_FOUND", "Status 404, in the tables of all surfaces.");
    says(&["error_codes"], "VERSION_GONE", "Status 410, in the table of `atlas_v2`.");
    says(
        &["error_codes"],
        "NOT_ORG_ADMIN",
        "Status 401, in the table of `cloud_manager`, `ops_manager`.",
    );
}

#[test]
fn variables_of_the_environment_are_named_in_their_order() {
    says(
        &["atlas_v2"],
        "mod",
        "`MONGODB_ATLAS_CLIENT_ID` with `MONGODB_ATLAS_CLIENT_SECRET`, `MONGODB_ATLAS_PUBLIC_API_KEY`",
    );
    says(&["ops_manager"], "mod", "takes the address from `MCLI_OPS_MANAGER_URL`");
    says_not("ops_manager", "mod", "MCLI_CLIENT_ID");
}

#[test]
fn groups_are_projects() {
    says(&["ids"], "GroupId", "a group id is a project id");
    says(&ALL, "mod", "MongoDB's APIs call a project a group.");
}

#[test]
fn service_accounts_are_a_preview_on_cloud_manager_only() {
    says(&["cloud_manager"], "mod", "Service accounts are a Preview feature here");
    says(&["atlas_v1"], "mod", "That the server accepts service accounts is UNVERIFIED.");
    says(&["ops_manager"], "mod", "Service accounts are not accepted.");
    for surface in ["atlas_v2", "atlas_v1", "ops_manager"] {
        says_not(surface, "mod", "Preview");
    }
}

#[test]
fn the_address_becomes_the_login_name() {
    for item in ["CreateOrgInvite.new", "CreateGroupInvite.new", "OrgInvitation.username"] {
        says(&ALL, item, "It becomes the person's login name on accepting.");
    }
}

#[test]
fn a_list_without_a_filter_has_all_pending_invitations() {
    for item in ["ListOrgInvites.username", "ListGroupInvites.username"] {
        says(&ALL, item, "Left out, all pending invitations are listed.");
    }
}

#[test]
fn the_caller_needs_the_role_that_the_surface_names() {
    for operation in ["List", "Get", "Create", "Delete"] {
        let suffix = if operation == "List" { "s" } else { "" };
        let (org, group) =
            (format!("{operation}OrgInvite{suffix}"), format!("{operation}GroupInvite{suffix}"));
        says(&ATLAS, &org, "The caller needs the role Organization Owner.");
        says(&ATLAS, &group, "The caller needs the role Project Owner.");
        says(&PUBLIC, &org, "The caller needs the role Organization User Admin.");
        says(&PUBLIC, &group, "The caller needs the role Project User Admin.");
    }
}

#[test]
fn bypass_mode_is_explained_where_a_create_can_answer_none() {
    for item in ["CreateOrgInvite", "CreateGroupInvite"] {
        says(&["ops_manager"], item, "In bypass mode an existing user is added at once");
        says_not("cloud_manager", item, "bypass");
    }
    says(&["ops_manager"], "mod", "`mms.user.bypassInviteForExistingUsers`");
}

#[test]
fn statuses_are_those_of_the_documents() {
    for item in ["CreateOrgInvite", "CreateGroupInvite"] {
        says(&PUBLIC, item, "answered with 201.");
        says(&["atlas_v2"], item, "answered with 200.");
    }
    says(&["atlas_v1"], "CreateGroupInvite", "answered with 200 or 201.");
    for item in ["DeleteOrgInvite", "DeleteGroupInvite"] {
        says(&ALL, item, "answered with 204.");
    }
    says(&["atlas_v2"], "CreateOrgInvite", "Documented errors: 400, 401, 403, 404, 429, 500 ");
    says(&["atlas_v2"], "CreateGroupInvite", "Documented errors: 401, 403, 404, 429, 500 ");
    says(&["atlas_v2"], "UpdateGroupInvites", "Documented errors: 400, 401, 403, 404, 429, 500 ");
    says(&["atlas_v1"], "DeleteGroupInvite", "Documented errors: 401, 403, 404, 500 ");
    says(&["atlas_v1"], "UpdateGroupInviteById", "Documented errors: 400, 401, 403, 404, 500 ");
    says(
        &["cloud_manager"],
        "GetOrgInvite",
        "Documented errors: 400, 401, 402, 403, 404, 405, 409, 429, 500 ",
    );
    says(
        &["ops_manager"],
        "GetOrgInvite",
        "Documented errors: 400, 401, 403, 404, 405, 409, 429, 500 ",
    );
}

#[test]
fn deprecation_names_dates_and_what_to_use_instead() {
    let note = |date: &str| {
        format!("MongoDB deprecated this on {date} and switches it off on 2027-07-01: use `")
    };
    says(&["atlas_v2"], "ListOrgInvites", &note("2025-02-19"));
    says(&["atlas_v2"], "ListOrgInvites", "`GET /orgs/{orgId}/users` in version 2025-02-19");
    says(&["atlas_v2"], "CreateGroupInvite", &note("2023-10-04"));
    says(
        &["atlas_v2"],
        "CreateGroupInvite",
        "`POST /groups/{groupId}/users` in version 2025-02-19",
    );
    says(
        &["atlas_v2"],
        "CreateGroupInvite",
        "neither show nor change people who were invited through `CreateGroupInvite`",
    );
    says(
        &["atlas_v1"],
        "CreateOrgInvite",
        "removal of Atlas Administration API v1.0 without a date: use `atlas_v2::CreateOrgInvite`",
    );
    for surface in PUBLIC {
        says_not(surface, "CreateOrgInvite", "deprecated");
    }
}

#[test]
fn pages_and_older_names_are_there() {
    says(
        &["ops_manager"],
        "UpdateOrgInviteById",
        "current/reference/api/invitations/organizations/update-one-invitation-by-id/)",
    );
    says(
        &["cloud_manager"],
        "ListGroupInvites",
        "cloud-manager/reference/api/invitations/projects/get-all-invitations/)",
    );
    says(&["atlas_v2"], "CreateGroupInvite", "v2/#tag/Projects/operation/createGroupInvite)");
    says(&["atlas_v1"], "CreateOrgInvite", "operation/operation-createorganizationinvitation)");
    says(&ALL, "UpdateGroupInviteById", "alias updateProjectInvitationById");
    says(&ALL, "UpdateGroupInviteById", "alias updateInviteById");
}

#[test]
fn rate_limits_and_roles_that_are_not_sure_say_so() {
    says(&["atlas_v2"], "mod", "a bucket of 500 calls, refilled by 250 each minute");
    says(&["atlas_v2"], "mod", "a bucket of 1200 calls, refilled by 500 each minute");
    says(
        &["atlas_v2", "atlas_v1", "cloud_manager"],
        "mod",
        "status 400 and the code `RATE_LIMITED_IP`",
    );
    says(
        &ATLAS,
        "GroupRole.ModelOwner",
        "Seen only in copies of MongoDB's page of user roles of 2026",
    );
    says_not("atlas_v2", "GroupRole.SearchIndexEditor", "2026");
    says(&ALL, "OrgInvitation.inviter_username", "the public key of an API key");
}

#[test]
fn each_surface_has_its_roles_and_no_others() {
    let docs = docs();
    let count = |surface: &str, role: &str| {
        let begins = format!("{surface}::{role}.");
        docs.keys()
            .filter(|key| {
                key.starts_with(&begins) && !key.ends_with(".Unknown") && !key.ends_with(".as_str")
            })
            .count()
    };
    let counts = ALL.map(|surface| (count(surface, "OrgRole"), count(surface, "GroupRole")));
    assert_eq!(counts, [(7, 26), (7, 26), (6, 9), (4, 9)]);
}

#[test]
fn each_surface_has_its_operations() {
    let docs = docs();
    let count = |module: &str| {
        let requests = docs.iter().filter(|(key, doc)| {
            let item = key.strip_prefix(&format!("{module}::"));
            item.is_some_and(|item| !item.contains("::")) && doc.contains(", answered with ")
        });
        requests.count()
    };
    // 12 for invitations; the 13 for users are on Atlas v2 only.
    assert_eq!(ALL.map(count), [25, 12, 12, 12]);
    assert_eq!(count("atlas_v2::v2023_01_01"), 12 + 2);
    assert_eq!(count("atlas_v2::v2025_02_19"), 13);
}

#[test]
fn what_is_deprecated_links_to_what_replaces_it() {
    let docs = docs();
    let deprecated: Vec<_> = docs
        .iter()
        .filter(|(key, doc)| {
            key.starts_with("atlas_v2::") && doc.contains("MongoDB deprecated this")
        })
        .filter(|(key, _)| !key.starts_with("atlas_v2::v2"))
        .filter(|(_, doc)| doc.contains("answered with"))
        .collect();
    assert_eq!(deprecated.len(), 12);
    for (key, doc) in deprecated {
        let (_, link) =
            doc.split_once("](crate::atlas_v2::").unwrap_or_else(|| panic!("{key}: {doc}"));
        let (item, rest) = link.split_once(')').expect("a link ends");
        let replacement = docs.get(&format!("atlas_v2::{item}"));
        let replacement = replacement.unwrap_or_else(|| panic!("{key} links to `{item}`"));
        assert!(!replacement.contains("deprecated this"), "{key} links to `{item}`");
        assert!(rest.starts_with(" before 2027-07-01."), "{key}: {rest}");
        assert!(doc.contains(&format!("use `{item}`, which is `")), "{key}: {doc}");
    }
}

#[test]
fn each_call_about_invitations_is_replaced_as_the_documents_say() {
    for (old, new) in [
        ("ListOrgInvites", "ListOrgUsers"),
        ("GetOrgInvite", "GetOrgUser"),
        ("CreateOrgInvite", "CreateOrgUser"),
        ("UpdateOrgInvites", "UpdateOrgUser"),
        ("UpdateOrgInviteById", "UpdateOrgUser"),
        ("DeleteOrgInvite", "RemoveOrgUser"),
        ("ListGroupInvites", "ListGroupUsers"),
        ("GetGroupInvite", "GetGroupUser"),
        ("CreateGroupInvite", "AddGroupUsers"),
        ("UpdateGroupInvites", "AddGroupUserRole"),
        ("UpdateGroupInviteById", "AddGroupUserRole"),
        ("DeleteGroupInvite", "RemoveGroupUser"),
    ] {
        says(&["atlas_v2"], old, &format!("](crate::atlas_v2::{new}) before"));
    }
}

#[test]
fn people_of_an_organization_are_called_as_the_documents_say() {
    let v2 = &["atlas_v2"];
    for (item, call, role) in [
        (
            "ListOrgUsers",
            "`GET /orgs/{orgId}/users` in version 2025-02-19, answered with 200.",
            "Organization Member",
        ),
        (
            "CreateOrgUser",
            "`POST /orgs/{orgId}/users` in version 2025-02-19, answered with 201.",
            "Organization Owner",
        ),
        (
            "GetOrgUser",
            "`GET /orgs/{orgId}/users/{userId}` in version 2025-02-19, answered with 200.",
            "Organization Member",
        ),
        (
            "UpdateOrgUser",
            "`PATCH /orgs/{orgId}/users/{userId}` in version 2025-02-19, answered with 200.",
            "Organization Owner",
        ),
        (
            "RemoveOrgUser",
            "`DELETE /orgs/{orgId}/users/{userId}` in version 2025-02-19, answered with 204.",
            "Organization Owner",
        ),
        (
            "AddOrgUserRole",
            "`POST /orgs/{orgId}/users/{userId}:addRole` in version 2025-02-19, answered with 200.",
            "Organization Owner",
        ),
        (
            "RemoveOrgUserRole",
            "`POST /orgs/{orgId}/users/{userId}:removeRole` in version 2025-02-19, answered with 200.",
            "Organization Owner",
        ),
        (
            "ListGroupUsers",
            "`GET /groups/{groupId}/users` in version 2025-02-19, answered with 200.",
            "Project Read Only",
        ),
        (
            "AddGroupUsers",
            "`POST /groups/{groupId}/users` in version 2025-02-19, answered with 201.",
            "Project Access Manager",
        ),
        (
            "GetGroupUser",
            "`GET /groups/{groupId}/users/{userId}` in version 2025-02-19, answered with 200.",
            "Project Read Only",
        ),
        (
            "RemoveGroupUser",
            "`DELETE /groups/{groupId}/users/{userId}` in version 2025-02-19, answered with 204.",
            "Project Access Manager",
        ),
        (
            "AddGroupUserRole",
            "`POST /groups/{groupId}/users/{userId}:addRole` in version 2025-02-19, answered with 200.",
            "Project Access Manager",
        ),
        (
            "RemoveGroupUserRole",
            "`POST /groups/{groupId}/users/{userId}:removeRole` in version 2025-02-19, answered with 200.",
            "Project Access Manager",
        ),
    ] {
        says(v2, item, call);
        says(v2, item, &format!("The caller needs the role {role}."));
        let conflict = ["CreateOrgUser", "AddOrgUserRole", "AddGroupUsers"].contains(&item)
            || item.ends_with("GroupUserRole");
        let errors = match (conflict, item) {
            (true, _) => "400, 401, 403, 404, 409, 429, 500 ",
            (false, "ListGroupUsers") => "Documented errors: 401, 403, 404, 429, 500 ",
            (false, _) => "400, 401, 403, 404, 429, 500 ",
        };
        says(v2, item, errors);
    }
    says(
        v2,
        "AddGroupUsers",
        "In 2025 MongoDB's description asked the caller for the role Project Owner.",
    );
}

#[test]
fn parameters_of_lists_say_their_limits_and_defaults() {
    for list in ["ListOrgUsers", "ListGroupUsers"] {
        for module in ["atlas_v2", "atlas_v2::v2023_01_01"] {
            let of = |name: &str| format!("{list}.{name}");
            says(&[module], &of("items_per_page"), "From 1 to 500; left out, it is 100.");
            says(&[module], &of("page_num"), "At least 1; left out, it is 1.");
            says(&[module], &of("include_count"), "Left out, it is true.");
        }
        let statuses = format!("{list}.org_membership_statuses");
        says(&["atlas_v2"], &statuses, "Left out, it is active and pending.");
        says(&["atlas_v2"], &statuses, "`orgMembershipStatus` takes one of them, is deprecated");
        says(&["atlas_v2::v2023_01_01"], list, "This version knows active people only");
        says(&["atlas_v2::v2023_01_01"], list, "is UNVERIFIED");
        says_not("atlas_v2::v2023_01_01", list, "deprecated");
    }
    says(&["atlas_v2"], "ListGroupUsers.flatten_teams", "Left out, it is false.");
    says(&["atlas_v2"], "ListGroupUsers.include_org_users", "Left out, it is false.");
    assert!(!docs().contains_key("atlas_v2::v2023_01_01::ListOrgUsers.org_membership_statuses"));
}

#[test]
fn behaviour_of_the_users_endpoints_is_told() {
    let v2 = &["atlas_v2"];
    says(
        v2,
        "CreateOrgUser",
        "An invitation is sent even to a person who has an account already. It lives 30 days.",
    );
    says(v2, "CreateOrgUser", "409 comes only when a pending or active user has that address");
    says(v2, "AddGroupUsers", "A person who is active in the organization has access at once.");
    says(v2, "AddGroupUsers", "To a pending invitation to the organization the project is added.");
    says(v2, "UpdateOrgUser", "An empty value clears a field, and what is left out stays as it is");
    for item in ["RemoveOrgUserRole", "RemoveGroupUserRole"] {
        says(v2, item, "The last role cannot be taken away.");
    }
    says(
        v2,
        "mod",
        "A user keeps at least one role. Add the new one before you remove the old one.",
    );
    says(
        v2,
        "mod",
        "People who were invited through `CreateGroupInvite` are neither shown nor changed",
    );
    says(v2, "mod", "That an invitation id is not valid is inferred, and UNVERIFIED.");
    says(v2, "OrgUser.id", "It is no invitation id.");
    says(v2, "NewOrgUserRoles.new", "at least one, each once");
}

#[test]
fn an_expiry_is_there_exactly_when_the_state_has_one() {
    let has = |field: &str| {
        let states = ["Active", "Pending", "InvitationExpired", "InvitationRejected"];
        states.map(|state| docs().contains_key(&format!("atlas_v2::OrgMembership.{state}.{field}")))
    };
    assert_eq!(has("invitation_expires_at"), [false, true, true, false]);
    assert_eq!(has("invitation_created_at"), [false, true, true, true]);
    assert_eq!(has("inviter_username"), [false, true, true, true]);
    assert_eq!(has("first_name"), [true, false, false, false]);
}

#[test]
fn the_way_over_is_written_down() {
    let files: Files = support::generate(&support::product());
    let migration = files.get("MIGRATION.md").expect("there is a way over");
    let words: Vec<&str> = migration.split_whitespace().collect();
    let migration = words.join(" ");
    for fact in [
        "neither show nor change people who were invited through `CreateGroupInvite`",
        "A person is identified by a user id here; `ListOrgUsers` with a `username` finds it.",
        "To a pending invitation to the organization the project is added.",
        "| `invitation_id` | – | no counterpart |",
        "| `roles` | `roles.org_roles` | renamed |",
        "| `expires_at` | `membership.invitation_expires_at()` | renamed |",
        "`atlas_v2::CreateOrgUser::from(request)`",
        "atlas_v2::ListOrgUsers::new(ORG)",
        ".org_membership_statuses([atlas_v2::OrgMembershipStatus::Pending])",
        "error[E0308]",
        "let Some(found) = client.items(find).next().await.transpose()? else",
        "atlas_v2::RemoveOrgUser::new(ORG, found.id)",
        "The caller needs the role Organization Member, in place of Organization Owner.",
        "It is answered with 201, in place of 200.",
    ] {
        assert!(migration.contains(fact), "MIGRATION.md does not say `{fact}`");
    }
    let conversions = migration.matches("::from(request)`").count();
    assert_eq!(conversions, 1, "only creating an organization invitation is exact");
}

fn says(surfaces: &[&str], item: &str, fact: &str) {
    for surface in surfaces {
        let doc = doc(surface, item);
        assert!(doc.contains(fact), "{surface}::{item} does not say `{fact}`, but:\n{doc}");
    }
}

fn says_not(surface: &str, item: &str, word: &str) {
    let doc = doc(surface, item);
    assert!(!doc.contains(word), "{surface}::{item} says `{word}`:\n{doc}");
}

fn doc(surface: &str, item: &str) -> String {
    let key = format!("{surface}::{item}");
    docs().get(&key).unwrap_or_else(|| panic!("there is no `{key}`")).clone()
}

/// The documentation of every item, field, variant and method by
/// `surface::Item` or `surface::Item.member`, and of modules as `surface::mod`:
/// the text of a paragraph on one line, notes and aliases included.
fn docs() -> &'static BTreeMap<String, String> {
    static DOCS: OnceLock<BTreeMap<String, String>> = OnceLock::new();
    DOCS.get_or_init(read_docs)
}

fn read_docs() -> BTreeMap<String, String> {
    let files: Files = support::generate(&support::product());
    let mut docs = BTreeMap::new();
    for (path, text) in files.iter().filter(|(path, _)| path.starts_with("src/")) {
        let surface = path.trim_start_matches("src/").split(['/', '.']).next().unwrap_or_default();
        let file = syn::parse_file(text).expect("the output parses");
        let depth = path.matches('/').count();
        if path.ends_with("/mod.rs") && depth == 2 {
            docs.insert(format!("{surface}::mod"), text_of(&file.attrs));
        }
        // The newest version comes last, and has the name of the surface too.
        let version = path.split('/').nth(2).filter(|_| path.contains("/v20"));
        for item in &file.items {
            add(&mut docs, surface, item);
            if let Some(version) = version {
                add(&mut docs, &format!("{surface}::{version}"), item);
            }
        }
    }
    docs
}

fn add(docs: &mut BTreeMap<String, String>, surface: &str, item: &Item) {
    let mut put = |name: String, attrs: &[Attribute]| {
        docs.insert(format!("{surface}::{name}"), text_of(attrs));
    };
    match item {
        Item::Struct(item) => {
            for field in &item.fields {
                if let Some(name) = &field.ident {
                    put(format!("{}.{name}", item.ident), &field.attrs);
                }
            }
            put(item.ident.to_string(), &item.attrs);
        }
        Item::Const(item) => put(item.ident.to_string(), &item.attrs),
        Item::Enum(item) => {
            for variant in &item.variants {
                put(format!("{}.{}", item.ident, variant.ident), &variant.attrs);
                for field in &variant.fields {
                    if let Some(name) = &field.ident {
                        put(format!("{}.{}.{name}", item.ident, variant.ident), &field.attrs);
                    }
                }
            }
            put(item.ident.to_string(), &item.attrs);
        }
        Item::Impl(item) if item.trait_.is_none() => {
            let syn::Type::Path(ty) = &*item.self_ty else { return };
            let Some(name) = ty.path.get_ident() else { return };
            for member in &item.items {
                if let ImplItem::Fn(method) = member {
                    put(format!("{name}.{}", method.sig.ident), &method.attrs);
                }
            }
        }
        _ => {}
    }
}

fn text_of(attrs: &[Attribute]) -> String {
    let mut text = String::new();
    for attr in attrs {
        let line = match &attr.meta {
            Meta::NameValue(meta) if meta.path.is_ident("doc") => literal(&meta.value),
            Meta::List(meta) if meta.path.is_ident("doc") => {
                let inner: Meta = meta.parse_args().expect("a doc attribute");
                match inner {
                    Meta::NameValue(alias) => format!("alias {}", literal(&alias.value)),
                    _ => continue,
                }
            }
            Meta::List(meta) if meta.path.is_ident("deprecated") => {
                let note: Meta = meta.parse_args().expect("a note");
                match note {
                    Meta::NameValue(note) => literal(&note.value),
                    _ => continue,
                }
            }
            _ => continue,
        };
        text.push_str(line.trim());
        text.push(' ');
    }
    text
}

fn literal(value: &Expr) -> String {
    match value {
        Expr::Lit(expr) => match &expr.lit {
            Lit::Str(text) => text.value(),
            _ => String::new(),
        },
        _ => String::new(),
    }
}
