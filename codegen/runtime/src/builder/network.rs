//! How the server is reached: the name that the client gives itself, a proxy, certificates.

use http::HeaderValue;
use secrecy::{ExposeSecret, SecretString};

use super::ClientBuilder;
use crate::{
    ClientKind, Error,
    transport::proxy::{Proxy, ProxyRule},
};

/// As it was said; [`checked`](Self::checked) in `build`.
#[derive(Default)]
pub(super) struct Network {
    user_agent: Option<String>,
    proxy: ProxyChoice,
    pub(super) certificates: Vec<Vec<u8>>,
}

#[derive(Default)]
enum ProxyChoice {
    #[default]
    Environment,
    Never,
    Given(SecretString),
}

impl<C: ClientKind> ClientBuilder<C> {
    /// Says what the requests name as their sender (`User-Agent`), as product and version:
    /// `"hiring-bot/2.1"`. By default it is the name and version of this crate, which this replaces.
    ///
    /// It is printable ASCII; [`build`](Self::build) refuses anything else.
    pub fn user_agent(mut self, user_agent: impl Into<String>) -> Self {
        self.network.user_agent = Some(user_agent.into());
        self
    }

    /// Reaches the server through this proxy, whatever the environment says:
    /// `http://proxy.example.com:3128`, or `https://…` for a proxy that speaks TLS. A user name and a
    /// password may stand before the host (`http://user:password@…`), with `%40` for an `@` in them.
    ///
    /// To a server behind `https` the proxy opens a tunnel: it sees the server's name, and neither
    /// requests nor answers. What it asks for itself never reaches the server.
    pub fn proxy(mut self, address: impl Into<String>) -> Self {
        self.network.proxy = ProxyChoice::Given(address.into().into());
        self
    }

    /// Reaches the server directly, whatever the environment says.
    pub fn no_proxy(mut self) -> Self {
        self.network.proxy = ProxyChoice::Never;
        self
    }

    /// Trusts these certificate authorities as well: one or several certificates in PEM, as in a
    /// file that begins with `-----BEGIN CERTIFICATE-----`. Said again, it adds more.
    ///
    /// A server of your own mostly has a certificate of your organization's authority. On Linux,
    /// macOS, iOS and Windows it is added to those that the system trusts; on Android that is not
    /// possible, and [`build`](Self::build) says so. There is no way to accept a certificate
    /// unchecked.
    ///
    /// ```
    /// # use runtime::{ApiKey, Client, Surface};
    /// # #[cfg(feature = "async")]
    /// # fn example<S: Surface>() -> Result<(), Box<dyn std::error::Error>> {
    /// let client = Client::<S>::at("https://opsmanager.example.com")
    ///     .credentials(ApiKey::new("public-key", "private-key"))
    ///     .ca_certificate_pem(std::fs::read("authority.pem")?)
    ///     .build()?;
    /// # let _ = client; Ok(()) }
    /// ```
    pub fn ca_certificate_pem(mut self, certificates: impl Into<Vec<u8>>) -> Self {
        self.network.certificates.push(certificates.into());
        self
    }
}

impl Network {
    pub(super) fn checked(&self, default: &'static str) -> Result<(HeaderValue, ProxyRule), Error> {
        let user_agent = self.user_agent.as_deref().unwrap_or(default);
        let proxy = match &self.proxy {
            ProxyChoice::Environment => ProxyRule::Environment,
            ProxyChoice::Never => ProxyRule::Never,
            ProxyChoice::Given(address) => {
                let proxy = Proxy::parse(address.expose_secret());
                ProxyRule::Given(proxy.map_err(|problem| {
                    Error::config(format!("the address of the proxy {problem}"))
                })?)
            }
        };
        Ok((header(user_agent)?, proxy))
    }
}

fn header(user_agent: &str) -> Result<HeaderValue, Error> {
    let printable = |byte: u8| matches!(byte, b' '..=b'~');
    if user_agent.trim().is_empty() {
        Err(Error::config("the user agent is empty: leave it out for the default"))
    } else if !user_agent.bytes().all(printable) {
        Err(Error::config("the user agent holds a character that is not printable ASCII"))
    } else {
        HeaderValue::from_str(user_agent.trim())
            .map_err(|error| Error::config("the user agent is no header value").because(error))
    }
}

#[cfg(test)]
mod tests {
    use crate::{
        ApiKey, Client, ClientBuilder,
        transport::double::{Cloud, Double},
    };

    fn check(
        setting: fn(ClientBuilder<Client<Cloud>>) -> ClientBuilder<Client<Cloud>>,
        expected: &str,
    ) {
        let builder = Client::builder().credentials(ApiKey::new("PUBKEY01", "private"));
        let built = setting(builder).build_over(|_| Ok(Double::script([])));
        match built {
            Ok(_) => assert_eq!(expected, ""),
            Err(error) => {
                let shown = format!("{error} {error:?}");
                assert!(error.is_config() && !shown.contains("s3cr3t"), "{shown}");
                assert_eq!(error.to_string(), format!("configuration: {expected}"));
            }
        }
    }

    #[test]
    fn a_user_agent_is_printable_ascii() {
        check(|builder| builder.user_agent("hiring-bot/2.1 (Linux)"), "");
        let empty = "the user agent is empty: leave it out for the default";
        check(|builder| builder.user_agent(""), empty);
        check(|builder| builder.user_agent("  "), empty);
        let odd = "the user agent holds a character that is not printable ASCII";
        check(|builder| builder.user_agent("s3cr3t\r\nx: y"), odd);
        check(|builder| builder.user_agent("s3cr3t\0"), odd);
        check(|builder| builder.user_agent("é/s3cr3t"), odd);
    }

    #[test]
    fn a_proxy_that_cannot_be_used_is_told_without_its_address() {
        check(|builder| builder.proxy("https://user:s3cr3t@proxy.example.com"), "");
        check(|builder| builder.proxy("socks5://s3cr3t").no_proxy(), "");
        check(
            |builder| builder.proxy("socks5://user:s3cr3t@proxy.example.com"),
            "the address of the proxy does not begin with `http://` or `https://`",
        );
        check(
            |builder| builder.proxy("user:s3cr3t@proxy.example.com:3128"),
            "the address of the proxy has no scheme: begin it with `http://`",
        );
    }

    #[test]
    fn a_builder_shows_nothing_private() {
        let builder = Client::<Cloud>::builder().proxy("http://user:s3cr3t@proxy.example.com");
        let shown = format!("{builder:?}");
        assert!(!shown.contains("s3cr3t") && !shown.contains("user"), "{shown}");
    }
}
