/** Node's codes for a certificate that is not accepted. */
const codes =
  /^(CERT_|SELF_SIGNED_CERT_|DEPTH_ZERO_SELF_SIGNED_|UNABLE_TO_(GET_ISSUER|VERIFY)_|INVALID_(CA|PURPOSE)$|HOSTNAME_MISMATCH$|ERR_TLS_CERT_ALTNAME_INVALID$)/;

/** Whether an error means that the server's certificate was rejected. */
export function isCertificateFault(code: string | undefined): boolean {
  return code !== undefined && codes.test(code);
}
