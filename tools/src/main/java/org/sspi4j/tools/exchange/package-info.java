/**
 * {@code sspi exchange}: one security context, driven by hand or by a script in any language: a line in, a line out.
 *
 * <pre>
 * line    = command *( SP operand ) *( SP name "=" value )
 * blob    = base64 / "-"                      ; "-" is empty
 *
 * in                                          out
 * "step" [blob] *( buffer "=" blob )          STATUS "token=" blob ["missing=" n] ["extra=" n] [text]
 * "wrap" blob ["conf=" ("0" / "1")]           "SEC_E_OK" "data=" blob "conf=" ("0" / "1")
 * "unwrap" blob                               "SEC_E_OK" "data=" blob "conf=" ("0" / "1")
 * "sign" blob                                 "SEC_E_OK" "data=" blob
 * "verify" message signature                  "SEC_E_OK"
 * "wrapiov" blob                              "SEC_E_OK" "token=" blob "data=" blob
 * "unwrapiov" token data                      "SEC_E_OK" "data=" blob
 * "key"                                       "SEC_E_OK" "hex=" *HEXDIG
 * "info"                                      "SEC_E_OK" json
 * any command that fails                      STATUS text
 * anything else                               "BAD" sentence
 *
 * buffer  = the name of a SecBufferType in small letters, such as "channel_bindings"
 * STATUS  = the name in sspi.h, for success and failure alike
 * text    = "text=" DQUOTE sentence DQUOTE    ; \" \\ \n \r \t, and \u0000 for other control characters
 * </pre>
 *
 * <p>Parts of a line are separated by blanks. {@code step} without a blob is {@code step -}. The first step acquires the
 * credential. A {@code channel_bindings} buffer is the SEC_CHANNEL_BINDINGS structure itself, while the option
 * {@code --channel-bindings} takes the application data in it. {@code wrap} gives what GSS_Wrap would; {@code wrapiov} gives
 * the same in two pieces. A message that is refused leaves the context alive; so does a step that comes too late, which is
 * SEC_E_OUT_OF_SEQUENCE; any other step that fails ends it, and what comes after it is SEC_E_INVALID_HANDLE, but for {@code info}.
 *
 * <p>The members of info's object are {@code package}, {@code role}, {@code status} (of the last step), {@code flags},
 * {@code client}, {@code target}, {@code expiry} and {@code decisions}, an array of sentences; what is not known is null. Of an
 * exchange that failed they are {@code package}, {@code role}, {@code status}, {@code text} and {@code decisions}.
 *
 * <p>The end of the input ends the exchange with exit status 0; a command line that makes no sense ends it with 2 before it
 * has begun. It uses the exported packages of the provider only.
 */
package org.sspi4j.tools.exchange;
