package io.sublet.webhook.certificate;

import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.openssl.PEMKeyPair;
import org.bouncycastle.openssl.PEMParser;

/** Private keys in PEM: PKCS #8, and the older forms of RSA and elliptic keys. */
final class PrivateKeys {
    private PrivateKeys() {}

    /**
     * The key that belongs to the public one, which a trial signature proves.
     *
     * @param what names it in messages
     * @throws GeneralSecurityException if it is no such key
     */
    static PrivateKey parse(String what, String pem, PublicKey counterpart) throws GeneralSecurityException {
        PrivateKey key = read(what, pem, counterpart);
        byte[] trial = what.getBytes(StandardCharsets.US_ASCII);
        Signature signature = Signature.getInstance(algorithm(counterpart));
        signature.initSign(key);
        signature.update(trial);
        byte[] signed = signature.sign();
        signature.initVerify(counterpart);
        signature.update(trial);
        if (!signature.verify(signed)) {
            throw new GeneralSecurityException(what + ".key does not belong to " + what + ".crt");
        }
        return key;
    }

    private static PrivateKey read(String what, String pem, PublicKey counterpart) throws GeneralSecurityException {
        byte[] encoded = encoded(what, pem, counterpart);
        try {
            return KeyFactory.getInstance(counterpart.getAlgorithm()).generatePrivate(new PKCS8EncodedKeySpec(encoded));
        } catch (InvalidKeySpecException e) {
            throw new GeneralSecurityException(
                    what + ".key is no " + counterpart.getAlgorithm() + " key, which " + what + ".crt is for", e);
        }
    }

    /** As PKCS #8. The older form of an elliptic key may leave out its curve, which is that of the public key. */
    private static byte[] encoded(String what, String pem, PublicKey counterpart) throws GeneralSecurityException {
        try (PEMParser parser = new PEMParser(new StringReader(pem))) {
            for (Object part = parser.readObject(); part != null; part = parser.readObject()) {
                if (part instanceof PrivateKeyInfo key) {
                    return key.getEncoded();
                }
                if (part instanceof PEMKeyPair pair) {
                    AlgorithmIdentifier algorithm = SubjectPublicKeyInfo.getInstance(counterpart.getEncoded())
                            .getAlgorithm();
                    return new PrivateKeyInfo(
                                    algorithm, pair.getPrivateKeyInfo().parsePrivateKey())
                            .getEncoded();
                }
            }
        } catch (IOException e) {
            throw new GeneralSecurityException(what + ".key is not PEM: " + e.getMessage(), e);
        }
        throw new GeneralSecurityException("no private key in " + what + ".key");
    }

    private static String algorithm(PublicKey key) {
        return switch (key.getAlgorithm()) {
            case "EC" -> "SHA256withECDSA";
            case "RSA" -> "SHA256withRSA";
            default -> key.getAlgorithm();
        };
    }
}
