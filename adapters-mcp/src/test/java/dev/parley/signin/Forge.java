package dev.parley.signin;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSSigner;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.PlainJWT;
import com.nimbusds.jwt.SignedJWT;
import dev.parley.oauth.FakeAuthorizationServer.Asked;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;

/** Makes ID tokens, sound ones and others. */
final class Forge {

    static final RSAKey FIRST = rsa("first");
    static final RSAKey SECOND = rsa("second");

    /** Another's, who calls it as the provider calls its own. */
    static final RSAKey IMPOSTOR = rsa("first");

    static final ECKey ELLIPTIC = elliptic("elliptic");

    private Forge() {}

    /** What a provider states about somebody who signs in now. */
    static JWTClaimsSet.Builder claims(String issuer, String subject, Asked asked) {
        Instant now = Instant.now();
        return new JWTClaimsSet.Builder()
                .issuer(issuer)
                .subject(subject)
                .audience(asked.client())
                .issueTime(Date.from(now))
                .expirationTime(Date.from(now.plus(Duration.ofMinutes(5))))
                .claim("nonce", asked.nonce());
    }

    static String signed(RSAKey key, JWTClaimsSet claims) {
        return signed(key, JWSAlgorithm.RS256, claims);
    }

    static String signed(RSAKey key, JWSAlgorithm algorithm, JWTClaimsSet claims) {
        try {
            return signed(header(algorithm, key.getKeyID()), new RSASSASigner(key), claims);
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        }
    }

    static String signed(ECKey key, JWTClaimsSet claims) {
        try {
            return signed(header(JWSAlgorithm.ES256, key.getKeyID()), new ECDSASigner(key), claims);
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        }
    }

    /** As if what everybody may read were a secret. */
    static String signedBySecret(byte[] secret, JWTClaimsSet claims) {
        try {
            return signed(
                    header(JWSAlgorithm.HS256, FIRST.getKeyID()), new MACSigner(secret), claims);
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        }
    }

    static String unsigned(JWTClaimsSet claims) {
        return new PlainJWT(claims).serialize();
    }

    private static String signed(JWSHeader header, JWSSigner signer, JWTClaimsSet claims)
            throws JOSEException {
        SignedJWT token = new SignedJWT(header, claims);
        token.sign(signer);
        return token.serialize();
    }

    private static JWSHeader header(JWSAlgorithm algorithm, String keyId) {
        return new JWSHeader.Builder(algorithm).keyID(keyId).build();
    }

    private static RSAKey rsa(String id) {
        try {
            return new RSAKeyGenerator(2048).keyID(id).keyUse(KeyUse.SIGNATURE).generate();
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        }
    }

    private static ECKey elliptic(String id) {
        try {
            return new ECKeyGenerator(Curve.P_256).keyID(id).keyUse(KeyUse.SIGNATURE).generate();
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        }
    }
}
