// A real OpenID provider on loopback, with a plain sign-in form and faults on demand.
// node server.mjs PORT PEOPLE.json MODULES
import { createPrivateKey, createPublicKey, createSign, generateKeyPairSync } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';

const [port, peopleFile, modules] = process.argv.slice(2);
const { Provider } = await import(pathToFileURL(`${modules}/oidc-provider/lib/index.js`));
const issuer = `http://localhost:${port}`;
const people = JSON.parse(readFileSync(peopleFile, 'utf8'));
const newKey = (kid) => ({ ...generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey.export({ format: 'jwk' }), kid, use: 'sig', alg: 'RS256' });
const first = newKey('k1');
const second = newKey('k2');
const foreign = newKey('k1');

const provider = new Provider(issuer, {
  clients: [{
    client_id: 'portal', client_secret: 'portal-secret', redirect_uris: ['http://localhost/any'], response_types: ['code'],
    grant_types: ['authorization_code'], token_endpoint_auth_method: 'client_secret_basic',
    post_logout_redirect_uris: ['http://localhost/login'], backchannel_logout_uri: `${issuer}/_logout`, backchannel_logout_session_required: true,
  }],
  jwks: { keys: [first] },
  cookies: { keys: ['for tests alone'] },
  pkce: { required: () => true },
  scopes: ['openid', 'profile', 'email', 'groups'],
  claims: {
    openid: ['sub'], email: ['email', 'email_verified'], groups: ['groups'],
    profile: ['name', 'given_name', 'family_name', 'preferred_username', 'locale'],
  },
  conformIdTokenClaims: false,
  fetch: (url, { dispatcher: _, ...options }) => fetch(url, options), // the portal is on the loopback too
  features: {
    devInteractions: { enabled: false }, backchannelLogout: { enabled: true },
    rpInitiatedLogout: {
      enabled: true,
      logoutSource(ctx, form) { ctx.body = `<!doctype html><title>Sign out</title>${form}<button type="submit" form="op.logoutForm" name="logout" value="yes">Sign out</button>`; },
    },
  },
  interactions: { url: (_ctx, it) => `/interaction/${it.uid}` },
  async loadExistingGrant(ctx) { // a company's provider asks nobody for consent
    const grant = new ctx.oidc.provider.Grant({ clientId: ctx.oidc.client.clientId, accountId: ctx.oidc.session.accountId });
    grant.addOIDCScope('openid profile email groups');
    await grant.save();
    return grant;
  },
  async findAccount(_ctx, sub) {
    const p = people.find((x) => x.subject === sub);
    return p && { accountId: sub, claims: async () => ({ sub, ...p.claims }) };
  },
});
// Portals of tests come and go on any port of the loopback.
const near = (uri) => ['localhost', '127.0.0.1'].includes(new URL(uri).hostname);
provider.Client.prototype.redirectUriAllowed = near;
provider.Client.prototype.postLogoutRedirectUriAllowed = near;

let fault = ''; let left = 0; let rotated = false; let loggedOut = [];
const b64 = (o) => Buffer.from(JSON.stringify(o)).toString('base64url');
const sign = (head, body, key) => {
  const text = `${b64(head)}.${b64(body)}`;
  return `${text}.${createSign('RSA-SHA256').update(text).sign(createPrivateKey({ key, format: 'jwk' })).toString('base64url')}`;
};
const read = async (req) => { const parts = []; for await (const c of req) parts.push(c); return Buffer.concat(parts).toString(); };
const parts = (token) => token.split('.').slice(0, 2).map((x) => JSON.parse(Buffer.from(x, 'base64url')));

function spoil(token, how) {
  const [head, body] = parts(token);
  const now = Math.floor(Date.now() / 1000);
  const changed = {
    'wrong-aud': { aud: 'somebody-else' }, 'more-aud': { aud: ['portal', 'somebody-else'] }, 'wrong-iss': { iss: 'http://evil.example' },
    'wrong-nonce': { nonce: 'not-yours' }, 'no-nonce': { nonce: undefined }, expired: { iat: now - 7200, exp: now - 3600 },
    old: { iat: now - 7200, exp: now + 3600 }, ahead: { iat: now + 600, exp: now + 1200 }, behind: { iat: now - 900, exp: now - 600 },
    future: { iat: now + 600, nbf: now + 600, exp: now + 9000 },
    'no-exp': { exp: undefined }, 'no-sub': { sub: undefined }, 'number-sub': { sub: 7 }, 'other-azp': { azp: 'somebody-else' },
  }[how];
  if (changed) return sign(head, { ...body, ...changed }, first);
  if (how === 'other-key') return sign(head, body, foreign);
  if (how === 'unknown-kid') return sign({ ...head, kid: 'k9' }, body, foreign);
  if (how === 'own-key') { const { kty, n, e } = foreign; return sign({ alg: 'RS256', jwk: { kty, n, e } }, body, foreign); }
  if (how === 'alg-none') return `${b64({ ...head, alg: 'none' })}.${b64(body)}.`;
  if (how === 'alg-hmac') return `${b64({ ...head, alg: 'HS256' })}.${b64(body)}.${'A'.repeat(43)}`;
  if (how === 'no-token') return undefined;
  if (how === 'cut') return token.slice(0, token.length / 2);
  return rotated ? sign({ ...head, kid: 'k2' }, body, second) : token;
}

const esc = (s) => String(s).replace(/[&<>"]/g, (c) => `&#${c.charCodeAt(0)};`);
const page = (uid, hint) => `<!doctype html><html lang="en"><meta charset="utf-8"><title>Counterpart</title><h1>Counterpart</h1>
<form method="post" action="/interaction/${uid}"><label>User <input name="username" value="${esc(hint || '')}"></label>
<label>Password <input name="password" type="password"></label><button>Sign in</button></form></html>`;

async function control(ctx) {
  const o = JSON.parse(await read(ctx.req));
  if ('fault' in o) { fault = o.fault; left = o.times || 1; }
  if ('rotated' in o) rotated = o.rotated;
  if ('forget' in o) loggedOut = [];
  if ('sign' in o) { ctx.body = { token: sign({ alg: 'RS256', kid: 'k1', ...o.head }, o.sign, o.foreign ? foreign : first) }; return; }
  ctx.body = { fault, left, rotated, loggedOut };
}

const outages = {
  down: async (ctx) => { ctx.status = 503; ctx.body = 'down on request'; },
  garbage: async (ctx) => { ctx.type = 'application/json'; ctx.body = '{"half":'; },
  list: async (ctx) => { ctx.body = [1, 2]; },
  slow: async () => { await new Promise((r) => setTimeout(r, 20000)); },
};

provider.use(async (ctx, next) => {
  if (ctx.path === '/_control') return control(ctx);
  if (ctx.path === '/_logout') { loggedOut.push(new URLSearchParams(await read(ctx.req)).get('logout_token')); ctx.body = ''; return; }
  if (outages[fault]) { const now = fault; left -= 1; if (left <= 0) fault = ''; return outages[now](ctx); }
  const m = /^\/interaction\/([\w-]+)$/.exec(ctx.path);
  if (m) {
    const it = await provider.interactionDetails(ctx.req, ctx.res);
    if (ctx.method !== 'POST') { ctx.type = 'html'; ctx.body = page(m[1], it.params.login_hint); return; }
    const f = new URLSearchParams(await read(ctx.req));
    const p = people.find((x) => x.user === f.get('username') || x.claims.email === f.get('username'));
    ctx.respond = false;
    const result = p && p.password === f.get('password') ? { login: { accountId: p.subject } } : { error: 'access_denied', error_description: 'wrong password' };
    return provider.interactionFinished(ctx.req, ctx.res, result);
  }
  await next();
  if (ctx.path === '/jwks' && rotated) ctx.body = { keys: [{ ...createPublicKey({ key: second, format: 'jwk' }).export({ format: 'jwk' }), kid: 'k2', use: 'sig', alg: 'RS256' }] };
  if (ctx.path === '/token' && ctx.body && ctx.body.id_token) {
    ctx.body = { ...ctx.body, id_token: spoil(ctx.body.id_token, fault) };
    left -= 1; if (left <= 0) fault = '';
  }
});
provider.listen(Number(port), '127.0.0.1', () => console.log(`ready ${issuer}`));
