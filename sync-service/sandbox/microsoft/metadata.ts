import { Hono } from 'hono';
import { isGuid, personalTenant } from './ids.ts';

const login = 'https://login.microsoftonline.com';

/** What the issuer of an address is called: a template where accounts of many tenants sign in. */
function issuerOf(tenant: string): string {
  const named = tenant === 'consumers' ? personalTenant : isGuid(tenant) ? tenant : '{tenantid}';
  return `${login}/${named}/v2.0`;
}

/** The metadata of the login. Its issuer is that of no ID token at `common`: a trap for those who discover it. */
export function createMetadataRoutes(): Hono {
  const routes = new Hono();
  routes.get('/:tenant/v2.0/.well-known/openid-configuration', (context) => {
    const tenant = context.req.param('tenant');
    return context.json({
      issuer: issuerOf(tenant),
      authorization_endpoint: `${login}/${tenant}/oauth2/v2.0/authorize`,
      token_endpoint: `${login}/${tenant}/oauth2/v2.0/token`,
      jwks_uri: `${login}/${tenant}/discovery/v2.0/keys`,
      response_types_supported: ['code', 'id_token', 'code id_token'],
      response_modes_supported: ['query', 'fragment', 'form_post'],
      subject_types_supported: ['pairwise'],
      id_token_signing_alg_values_supported: ['RS256'],
      token_endpoint_auth_methods_supported: ['client_secret_post', 'client_secret_basic', 'private_key_jwt'],
      scopes_supported: ['openid', 'profile', 'email', 'offline_access'],
    });
  });
  return routes;
}
