/**
 * Tokens for Coinbase's Advanced Trade API: a JWT for every request, signed with ES256 (RFC 7515,
 * ECDSA on P-256 with SHA-256) by WebCrypto, good for one method and path and a few seconds.
 */
import { UserError } from "../../base/errors.ts";

const ENCODER = new TextEncoder();
const ALGORITHM = { name: "ECDSA", namedCurve: "P-256" };
const SIGNATURE = { name: "ECDSA", hash: "SHA-256" };
/** PKCS#8 around a SEC 1 key of P-256 (RFC 5208, RFC 5915), up to the length of the key. */
const VERSION = [0x02, 0x01, 0x00];
// deno-fmt-ignore
const P256 = [
  0x30, 0x13, 0x06, 0x07, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x02, 0x01,
  0x06, 0x08, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x03, 0x01, 0x07,
];
const PEM = /-----BEGIN (EC PRIVATE KEY|PRIVATE KEY)-----([A-Za-z0-9+/=\s]+)-----END \1-----/;

export class TokenMaker {
  readonly #keyName: string;
  readonly #key: CryptoKey;
  #made = 0;

  private constructor(keyName: string, key: CryptoKey) {
    this.#keyName = keyName;
    this.#key = key;
  }

  /** @throws UserError, without showing anything of it, when the secret is no such key */
  static async of(keyName: string, pem: string): Promise<TokenMaker> {
    // Environment variables carry line ends as two characters.
    const found = PEM.exec(pem.replaceAll("\\n", "\n"));
    try {
      if (found === null) throw new Error("no PEM");
      const der = Uint8Array.from(atob(found[2].replaceAll(/\s/g, "")), (c) => c.charCodeAt(0));
      const pkcs8 = found[1] === "PRIVATE KEY" ? der : wrapped(der);
      const key = await crypto.subtle.importKey("pkcs8", pkcs8, ALGORITHM, false, ["sign"]);
      // Some runtimes look into a key only when it is used.
      await crypto.subtle.sign(SIGNATURE, key, ENCODER.encode(keyName));
      return new TokenMaker(keyName, key);
    } catch {
      throw new UserError(
        "coinbase: the secret must be a PEM of an EC private key on P-256 (-----BEGIN EC PRIVATE KEY-----)",
      );
    }
  }

  /**
   * @param uri `GET api.coinbase.com/api/v3/brokerage/accounts`; undefined = for a socket
   * @param nowMillis of the venue's clock
   */
  async token(uri: string | undefined, nowMillis: number, lifeMillis: number): Promise<string> {
    const nowSeconds = Math.floor(nowMillis / 1_000);
    const nonce = `${Math.floor(nowMillis).toString(16)}${(++this.#made).toString(16)}`;
    const header = { alg: "ES256", typ: "JWT", kid: this.#keyName, nonce };
    const claims = {
      iss: "cdp",
      sub: this.#keyName,
      nbf: nowSeconds - 1,
      exp: nowSeconds + Math.ceil(lifeMillis / 1_000),
      ...(uri === undefined ? {} : { uri }),
    };
    const text = `${base64Url(jsonBytes(header))}.${base64Url(jsonBytes(claims))}`;
    const signature = await crypto.subtle.sign(SIGNATURE, this.#key, ENCODER.encode(text));
    return `${text}.${base64Url(new Uint8Array(signature))}`;
  }
}

function wrapped(sec1: Uint8Array): Uint8Array<ArrayBuffer> {
  const key = [0x04, ...derLength(sec1.length), ...sec1];
  const body = [...VERSION, ...P256, ...key];
  return new Uint8Array([0x30, ...derLength(body.length), ...body]);
}

/** X.690, section 8.1.3. */
function derLength(length: number): number[] {
  if (length < 0x80) return [length];
  return length < 0x100 ? [0x81, length] : [0x82, length >> 8, length & 0xff];
}

function jsonBytes(value: unknown): Uint8Array {
  return ENCODER.encode(JSON.stringify(value));
}

function base64Url(bytes: Uint8Array): string {
  return btoa(String.fromCharCode(...bytes)).replaceAll("+", "-").replaceAll("/", "_")
    .replaceAll("=", "");
}
