//! Bodies of errors and tokens, sent by a server to a client.

use mongodb_invitations::{
    ApiKey, Client, Error, NoRetry, Request, ServiceAccount, Surface, atlas_v2,
};
use serde_json::{Value, json};
use tests::fake_cloud::{Canned, FakeCloud, Options, Stage};

use crate::{Checked, Example};

/// What the client says of an error is what the body says.
pub(crate) async fn check<R: Request>(example: &Example, request: R) -> Checked
where
    R::Answer: std::fmt::Debug,
{
    let status = status_of(example).ok_or("no case for a body that is no error")?;
    let cloud = cloud().await;
    cloud.answer_next(Stage::Operation, canned(status, example));
    let options = Options::default();
    let client = Client::<R::Surface>::at(cloud.address_of(R::Surface::INFO.id));
    let client = client
        .danger_allow_http()
        .credentials(ApiKey::new(options.public_key, options.private_key))
        // The cloud gives the answer once.
        .retry(NoRetry)
        .build()
        .unwrap();
    let error = client.send(request).await.unwrap_err();
    if error.status() != Some(status) {
        return Err(format!("the status is {:?}", error.status()));
    }
    same(&said(&error).ok_or("it is no error of the API")?, &example.json)
}

/// The members of an error as the client gives them, under the names of the API.
fn said(error: &Error) -> Option<Value> {
    let api = error.api()?;
    let mut said = json!({
        "error": api.status(),
        "errorCode": api.code().map(mongodb_invitations::ErrorCode::as_str),
        "reason": api.reason(),
        "detail": api.detail(),
        "parameters": api.parameters(),
    });
    if !api.bad_request_fields().is_empty() {
        let fields: Vec<_> = api
            .bad_request_fields()
            .iter()
            .map(|field| json!({ "field": field.field(), "description": field.description() }))
            .collect();
        said["badRequestDetail"] = json!({ "fields": fields });
    }
    Some(said)
}

fn same(said: &Value, expected: &Value) -> Checked {
    let mut expected = expected.clone();
    // None and an empty list of parameters say the same.
    expected.as_object_mut().unwrap().entry("parameters").or_insert_with(|| json!([]));
    if *said == expected { Ok(()) } else { Err(format!("got {said}\n  instead of {expected}")) }
}

/// A token is used as it is; an error of the token endpoint keeps its status and its code.
pub(crate) async fn check_token(example: &Example) -> Checked {
    let cloud = cloud().await;
    // A token is asked for three times where that may help.
    for _ in 0..3 {
        cloud.answer_next(Stage::Token, canned(status_of(example).unwrap_or(200), example));
    }
    let options = Options::default();
    let client = atlas_v2::Client::at(cloud.address()).danger_allow_http();
    let account = ServiceAccount::new(options.client_id, options.client_secret);
    let client = client.credentials(account).build().unwrap();
    let sent = client.send(atlas_v2::ListOrgInvites::new(crate::ORG)).await;
    let Some(status) = status_of(example) else {
        // The cloud did not give out that token and refuses it; it was used all the same.
        let bearer = format!("Bearer {}", example.json["access_token"].as_str().unwrap());
        let used = cloud.log()[1].header("authorization") == Some(&bearer);
        return if used { Ok(()) } else { Err("the token was not used".to_owned()) };
    };
    let error = sent.unwrap_err();
    let code = example.json["error"].as_str().unwrap();
    let good = error.status() == Some(status) && error.to_string().contains(code);
    if good { Ok(()) } else { Err(format!("got {error}")) }
}

/// `error-404` is 404.
fn status_of(example: &Example) -> Option<u16> {
    example.kind.strip_prefix("error-")?.parse().ok()
}

fn canned(status: u16, example: &Example) -> Canned {
    Canned::json(status, example.text.clone())
}

async fn cloud() -> FakeCloud {
    FakeCloud::start(tests::spec(), Options::default()).await.unwrap()
}
