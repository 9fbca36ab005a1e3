//! What is emitted, decided to the last name: plain data.
//!
//! Each surface holds its own copy of everything that exists on it, so that an
//! emitter looks at one surface only and never asks what differs elsewhere.

/// The whole crate.
#[derive(Debug)]
pub struct Api {
    /// What the manifest says.
    pub package: Package,
    /// Id types, sorted by name.
    pub ids: Vec<Id>,
    /// The error codes, in the order of the spec.
    pub codes: Vec<Code>,
    /// The surfaces, in the order of the spec.
    pub surfaces: Vec<Surface>,
    /// Every operation of the spec once, for tables.
    pub resources: Vec<ResourceIndex>,
}

/// What the manifest says.
#[derive(Debug)]
pub struct Package {
    /// Name on the registry.
    pub name: String,
    /// The name in `use` lines.
    pub crate_name: String,
    /// Version.
    pub version: String,
    /// One sentence.
    pub description: String,
    /// SPDX expression.
    pub license: String,
    /// Oldest Rust that compiles it.
    pub rust_version: String,
    /// Where its source is kept.
    pub repository: Option<String>,
    /// For the registry's search.
    pub keywords: Vec<String>,
    /// Slugs of the registry.
    pub categories: Vec<String>,
    /// Names of the example programs.
    pub examples: Vec<String>,
    /// Index of the surface, and the operation, that the front page begins with.
    pub first_call: (usize, String),
}

/// A validated newtype of 24 hexadecimal digits.
#[derive(Debug, Clone)]
pub struct Id {
    /// `OrgId`
    pub ty: String,
    /// What it identifies.
    pub about: String,
    /// A value for examples.
    pub example: String,
}

/// An error code of the vendor.
#[derive(Debug, Clone)]
pub struct Code {
    /// `GROUP_NOT_FOUND`
    pub name: String,
    /// The status that comes with it, by the vendor's tables.
    pub status: u16,
    /// `NotFound`, where programs act on it.
    pub class: Option<String>,
    /// What it says.
    pub about: String,
    /// Indices of the surfaces that have it.
    pub surfaces: Vec<usize>,
}

/// One resource and its operations on any surface.
#[derive(Debug)]
pub struct ResourceIndex {
    /// `org_invitations`
    pub module: String,
    /// What it is.
    pub about: String,
    /// Its operations, in the order of the file.
    pub operations: Vec<OperationIndex>,
}

/// One operation, wherever it exists.
#[derive(Debug)]
pub struct OperationIndex {
    /// `createOrgInvite`
    pub id: String,
    /// `CreateOrgInvite`
    pub ty: String,
    /// What it does.
    pub about: String,
}

/// One API.
#[derive(Debug)]
pub struct Surface {
    /// `atlas-v2`, also the name of its feature.
    pub id: String,
    /// `atlas_v2`
    pub module: String,
    /// `AtlasV2`
    pub marker: String,
    /// `Atlas Administration API v2`
    pub name: String,
    /// What it is.
    pub about: String,
    /// Facts in words.
    pub notes: Vec<String>,
    /// Where it is served.
    pub address: Address,
    /// `/api/atlas/v2`
    pub path: String,
    /// What an API key is there.
    pub api_key: String,
    /// Service accounts, where they are accepted.
    pub service_account: Option<ServiceAccount>,
    /// Variables that MongoDB's own tools read.
    pub environment: Environment,
    /// What the error statuses mean that its operations document.
    pub statuses: Vec<(u16, String)>,
    /// Page of the roles.
    pub roles_page: String,
    /// Page of the error codes.
    pub codes_page: String,
    /// Deprecation of the whole.
    pub deprecated: Option<SurfaceDeprecation>,
    /// The role types that its operations use.
    pub roles: Vec<RoleType>,
    /// Its resource versions, oldest first; one without a date where media types have none.
    pub versions: Vec<Version>,
}

/// Where a surface is served.
#[derive(Debug)]
pub enum Address {
    /// At a public address, which can be overridden.
    Public(String),
    /// At one that the caller gives; this is an example.
    Given(String),
}

impl Address {
    /// The address that examples show.
    #[must_use]
    pub fn example(&self) -> &str {
        match self {
            Self::Public(address) | Self::Given(address) => address,
        }
    }
}

/// OAuth 2.0 client credentials on a surface.
#[derive(Debug)]
pub struct ServiceAccount {
    /// Path of the token endpoint.
    pub token_path: String,
    /// Path of the endpoint that revokes tokens.
    pub revoke_path: String,
    /// `Preview` or `unverified`, where it is not simply supported.
    pub state: Option<&'static str>,
    /// What a reader must know.
    pub about: Vec<String>,
}

/// Environment variables, in the order in which they are looked for.
#[derive(Debug, Clone, Default)]
pub struct Environment {
    /// Client id and client secret.
    pub service_accounts: Vec<[String; 2]>,
    /// Public and private key.
    pub api_keys: Vec<[String; 2]>,
    /// Base address.
    pub addresses: Vec<String>,
}

/// Deprecation of a whole surface.
#[derive(Debug, Clone)]
pub struct SurfaceDeprecation {
    /// What MongoDB said.
    pub about: String,
    /// Module and name of the surface to use instead.
    pub instead: (String, String),
}

/// An open set of roles, or of the constants of states, on one surface.
#[derive(Debug)]
pub struct RoleType {
    /// `OrgRole`
    pub ty: String,
    /// What the roles are.
    pub about: String,
    /// Whether they are the constants of states and not roles.
    pub of_states: bool,
    /// The roles.
    pub values: Vec<RoleValue>,
    /// The variant that examples use.
    pub example: String,
}

/// One role.
#[derive(Debug)]
pub struct RoleValue {
    /// `GroupCreator`
    pub variant: String,
    /// `ORG_GROUP_CREATOR`
    pub wire: String,
    /// Its name in the user interface.
    pub about: String,
    /// A remark.
    pub mark: Option<String>,
}

/// The resources of one version.
#[derive(Debug)]
pub struct Version {
    /// `2023-01-01`
    pub date: Option<String>,
    /// `v2023_01_01`
    pub module: Option<String>,
    /// Its resources.
    pub resources: Vec<Resource>,
    /// The records that its operations reach.
    pub records: Vec<Record>,
    /// The state types of those records.
    pub states: Vec<StateType>,
}

/// One resource on one surface, in one version.
#[derive(Debug)]
pub struct Resource {
    /// `org_invitations`
    pub module: String,
    /// What it is.
    pub about: String,
    /// Facts in words.
    pub notes: Vec<String>,
    /// Its operations.
    pub operations: Vec<Operation>,
}

/// One call on one surface.
#[derive(Debug)]
pub struct Operation {
    /// `createOrgInvite`
    pub id: String,
    /// `CreateOrgInvite`
    pub ty: String,
    /// HTTP method.
    pub verb: crate::spec::Verb,
    /// Path below the surface's prefix, with placeholders.
    pub path: String,
    /// Media type of the answer and of the body.
    pub media: String,
    /// Whether a repeat has the same effect as one call.
    pub idempotent: bool,
    /// Values of the placeholders, in their order.
    pub path_params: Vec<Field>,
    /// Query parameters.
    pub query: Vec<Field>,
    /// Members of the body.
    pub body: Vec<Field>,
    /// What comes back.
    pub returns: Returns,
    /// What it means when nothing comes back.
    pub absent: Option<String>,
    /// Documented statuses of success.
    pub success: Vec<u16>,
    /// Documented error statuses.
    pub errors: Vec<u16>,
    /// Role that the caller must have.
    pub caller: String,
    /// Official page.
    pub docs: String,
    /// What it does.
    pub about: String,
    /// What a caller must know besides.
    pub notes: Vec<String>,
    /// Names that it had before.
    pub aliases: Vec<String>,
    /// Its deprecation, or that of its surface.
    pub deprecated: Option<Deprecation>,
    /// Date of its version, where media types have one.
    pub version: Option<String>,
    /// Whether no newer version of it exists. Only that one is re-exported by its surface.
    pub newest: bool,
}

impl Operation {
    /// All that a request consists of, in the order of its fields.
    pub fn fields(&self) -> impl Iterator<Item = &Field> + Clone {
        self.path_params.iter().chain(&self.query).chain(&self.body)
    }

    /// `GET /orgs/{orgId}/users`
    pub fn call(&self) -> String {
        format!("{} {}", self.verb.as_str(), self.path)
    }
}

/// Why and until when, and what to use instead.
#[derive(Debug)]
pub struct Deprecation {
    /// First day.
    pub since: Option<String>,
    /// Day on which it is switched off.
    pub sunset: Option<String>,
    /// What MongoDB said of the whole surface.
    pub whole: Option<String>,
    /// What a caller must know besides.
    pub about: Option<String>,
    /// What to use instead.
    pub instead: Option<Instead>,
}

/// What replaces a deprecated operation.
#[derive(Debug)]
pub enum Instead {
    /// A call of the vendor that the spec does not have.
    Call {
        /// The vendor's name for it.
        name: String,
        /// Method and path.
        call: String,
        /// Its resource version.
        version: String,
        /// What differs.
        how: Option<String>,
    },
    /// Another operation of the same surface, in its newest version.
    Operation(Box<Replacement>),
    /// The same operation of another surface.
    Twin {
        /// `atlas_v2`
        module: String,
        /// `CreateOrgInvite`
        ty: String,
        /// `Atlas Administration API v2`
        surface: String,
    },
}

/// An operation that replaces a deprecated one, and the way there.
#[derive(Debug, PartialEq, Eq)]
pub struct Replacement {
    /// `createOrgUser`
    pub id: String,
    /// `CreateOrgUser`
    pub ty: String,
    /// `POST /orgs/{orgId}/users`
    pub call: String,
    /// `2025-02-19`, where media types have a version.
    pub version: Option<String>,
    /// What differs.
    pub how: Option<String>,
    /// What became of each parameter and member.
    pub moves: Vec<Move>,
    /// What the new call takes and the old one did not.
    pub new: Vec<String>,
    /// Optional parts of the new call that hold what the old one had to have.
    pub needed: Vec<String>,
    /// Optional parts that the new call needs to do what the old one did, by their names.
    pub set: Vec<(String, Constant)>,
    /// The conversion, where the new call does exactly what the old one did.
    pub conversion: Option<Conversion>,
    /// What the compiler says when the new call is given what the old one took.
    pub message: Option<String>,
}

/// A constant of an open set.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Constant {
    /// `OrgMembershipStatus`
    pub ty: String,
    /// `Pending`
    pub variant: String,
    /// Whether a list of it is due.
    pub list: bool,
}

/// What became of a parameter or member.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Move {
    /// `group_role_assignments.roles`, by the names of the emitted crate.
    pub from: String,
    /// The same in the new call; `None` where it has no counterpart.
    pub to: Option<String>,
    /// Its type there, where that is another one.
    pub ty: Option<Type>,
}

/// How the values of one struct become those of another.
#[derive(Debug, PartialEq, Eq)]
pub struct Conversion {
    /// Record conversions that it needs, each once.
    pub records: Vec<RecordConversion>,
    /// The arguments of the new `new`, in their order.
    pub arguments: Vec<Value>,
    /// The optional parts: name of the method, and the value.
    pub options: Vec<(String, Value)>,
}

/// A record that becomes another one.
#[derive(Debug, PartialEq, Eq)]
pub struct RecordConversion {
    /// `NewGroupRoleAssignment`
    pub from: String,
    /// `UserGroupRoles`
    pub to: String,
    /// The arguments of its `new`.
    pub arguments: Vec<Value>,
}

/// A value in terms of the fields of an old struct.
#[derive(Debug, PartialEq, Eq)]
pub enum Value {
    /// The field as it is.
    Field(String),
    /// The field, each of whose items becomes another record.
    Items(String),
    /// A record made of fields.
    Record {
        /// `roles`, the name of the field that it is for.
        name: String,
        /// `NewOrgUserRoles`
        ty: String,
        /// The arguments of its `new`.
        arguments: Vec<Value>,
        /// Its optional parts.
        options: Vec<(String, Value)>,
    },
}

/// One member or parameter.
#[derive(Debug, Clone)]
pub struct Field {
    /// `org_id`
    pub name: String,
    /// `orgId`
    pub wire: String,
    /// Its type.
    pub ty: Type,
    /// Whether it must be there.
    pub required: bool,
    /// What it means.
    pub about: String,
    /// A value for examples, where text is due.
    pub example: Option<String>,
    /// The least that a whole number may be.
    pub min: Option<i64>,
    /// The most that a whole number may be.
    pub max: Option<i64>,
    /// What holds when it is left out, in words.
    pub default: Option<String>,
}

impl Field {
    /// What it means, with its limits and what holds without it.
    pub fn explained(&self) -> String {
        let limits = match (self.min, self.max) {
            (Some(min), Some(max)) => Some(format!("From {min} to {max}")),
            (Some(min), None) => Some(format!("At least {min}")),
            (None, Some(max)) => Some(format!("At most {max}")),
            (None, None) => None,
        };
        let default = self.default.as_ref().map(|default| format!("left out, it is {default}"));
        let about = &self.about;
        match (limits, default) {
            (Some(limits), Some(default)) => format!("{about} {limits}; {default}."),
            (Some(limits), None) => format!("{about} {limits}."),
            (None, Some(default)) => format!("{about} L{}.", default.get(1..).unwrap_or_default()),
            (None, None) => about.clone(),
        }
    }
}

/// Types of the emitted crate.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Type {
    /// Text.
    String,
    /// Text that holds an e-mail address: what is sent is checked a little.
    Address,
    /// A whole number.
    Integer,
    /// A switch.
    Boolean,
    /// A point in time.
    Timestamp,
    /// An id type.
    Id(String),
    /// A role type.
    Role(String),
    /// A record.
    Record(String),
    /// Several of one type.
    List(Box<Type>),
}

impl Type {
    /// The type itself, or that of the items of a list.
    pub fn item(&self) -> &Self {
        match self {
            Self::List(item) => item,
            other => other,
        }
    }

    /// Whether it is an e-mail address, or a list of them.
    pub fn holds_addresses(&self) -> bool {
        match self {
            Self::Address => true,
            Self::List(item) => item.holds_addresses(),
            _ => false,
        }
    }
}

/// What an operation answers.
#[derive(Debug)]
pub enum Returns {
    /// No body, or one that says nothing.
    Nothing,
    /// A value.
    One(Type),
    /// A value, or nothing.
    Maybe(Type),
    /// A part of a list of records.
    Page(Type),
}

impl Returns {
    /// The type that comes back: the whole, or an item of a page.
    pub fn ty(&self) -> Option<&Type> {
        match self {
            Self::Nothing => None,
            Self::One(ty) | Self::Maybe(ty) | Self::Page(ty) => Some(ty),
        }
    }
}

/// A JSON object on one surface.
#[derive(Debug)]
pub struct Record {
    /// `OrgInvitation`
    pub ty: String,
    /// What it is.
    pub about: String,
    /// Its members.
    pub fields: Vec<Field>,
    /// It is part of a request.
    pub sent: bool,
    /// It is part of an answer.
    pub answered: bool,
    /// It is a whole answer, or an item of one.
    pub whole: bool,
    /// Members that depend on a state; only an answer has them.
    pub state: Option<RecordState>,
    /// What replaces it.
    pub instead: Option<RecordReplacement>,
}

/// The field of a record that holds the members of a state.
#[derive(Debug)]
pub struct RecordState {
    /// `membership`
    pub name: String,
    /// `OrgMembership`
    pub ty: String,
    /// What it means.
    pub about: String,
}

/// The record that holds what another one held.
#[derive(Debug, PartialEq, Eq)]
pub struct RecordReplacement {
    /// `OrgUser`
    pub ty: String,
    /// What became of each member.
    pub moves: Vec<Move>,
    /// What it has and the old one had not.
    pub new: Vec<String>,
}

/// The states of a thing. On the wire their members stand beside those of the record.
#[derive(Debug)]
pub struct StateType {
    /// `OrgMembership`
    pub ty: String,
    /// `UnknownOrgMembership`
    pub unknown: String,
    /// What they are the states of.
    pub about: String,
    /// The member that names the state; its type is a [`RoleType`].
    pub status: Field,
    /// The states.
    pub states: Vec<State>,
    /// All members that some state has, none of them required.
    pub fields: Vec<Field>,
}

/// One state.
#[derive(Debug)]
pub struct State {
    /// `InvitationExpired`
    pub variant: String,
    /// `INVITATION_EXPIRED`
    pub wire: String,
    /// What it means.
    pub about: String,
    /// The members that come with it.
    pub fields: Vec<Field>,
}
