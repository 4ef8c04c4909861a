import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsParameters;
import com.sun.net.httpserver.HttpsServer;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.Provider;
import java.security.PublicKey;
import java.security.Security;
import java.security.Signature;
import java.security.SignatureException;
import java.security.SignatureSpi;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.Collection;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.TrustManagerFactory;

/**
 * Arguments: port, certificate chain, PKCS#8 EC key and client CA, all PEM files. Then `any-proof`, to
 * take every CertificateVerify of TLS 1.3 for a good one.
 */
public class JavaServer {
    public static void main(String[] args) throws Exception {
        if (args.length > 4) Security.insertProviderAt(new AnyProof(), 1);
        KeyStore own = KeyStore.getInstance("PKCS12");
        own.load(null, null);
        Certificate[] chain = certificates(args[1]).toArray(new Certificate[0]);
        String pem = Files.readString(Path.of(args[2]));
        byte[] der = Base64.getMimeDecoder().decode(pem.replaceAll("-----[A-Z ]+-----", ""));
        var key = KeyFactory.getInstance("EC").generatePrivate(new PKCS8EncodedKeySpec(der));
        own.setKeyEntry("own", key, new char[0], chain);
        KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(own, new char[0]);

        KeyStore trusted = KeyStore.getInstance("PKCS12");
        trusted.load(null, null);
        int index = 0;
        for (Certificate it : certificates(args[3])) trusted.setCertificateEntry("ca" + index++, it);
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(trusted);

        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keys.getKeyManagers(), trust.getTrustManagers(), null);
        var address = new InetSocketAddress(InetAddress.getLoopbackAddress(), Integer.parseInt(args[0]));
        HttpsServer server = HttpsServer.create(address, 128);
        server.setHttpsConfigurator(new HttpsConfigurator(context) {
            @Override
            public void configure(HttpsParameters parameters) {
                SSLParameters ssl = context.getDefaultSSLParameters();
                ssl.setNeedClientAuth(true);
                parameters.setSSLParameters(ssl);
            }
        });
        server.createContext("/", exchange -> {
            byte[] body = "hello\n".getBytes();
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        server.setExecutor(java.util.concurrent.Executors.newCachedThreadPool());
        server.start();
    }

    /** Verifies ECDSA signatures, but for those by which a client proves that it holds its key. */
    public static final class AnyProof extends Provider {
        AnyProof() {
            super("AnyProof", "1", "takes every CertificateVerify for a good one");
            putService(new Service(this, "Signature", "SHA256withECDSA", AnyProofSignature.class.getName(), null, null) {
                @Override
                public Object newInstance(Object parameter) {
                    return new AnyProofSignature();
                }
            });
        }
    }

    private static final class AnyProofSignature extends SignatureSpi {
        private final ByteArrayOutputStream data = new ByteArrayOutputStream();
        private Signature genuine;

        AnyProofSignature() {
            try {
                genuine = Signature.getInstance("SHA256withECDSA", "SunEC");
            } catch (GeneralSecurityException error) {
                throw new IllegalStateException(error);
            }
        }

        @Override
        protected void engineInitVerify(PublicKey key) throws InvalidKeyException {
            data.reset();
            genuine.initVerify(key);
        }

        @Override
        protected void engineInitSign(PrivateKey key) throws InvalidKeyException {
            data.reset();
            genuine.initSign(key);
        }

        @Override
        protected void engineUpdate(byte octet) throws SignatureException {
            data.write(octet);
            genuine.update(octet);
        }

        @Override
        protected void engineUpdate(byte[] octets, int offset, int length) throws SignatureException {
            data.write(octets, offset, length);
            genuine.update(octets, offset, length);
        }

        @Override
        protected byte[] engineSign() throws SignatureException {
            return genuine.sign();
        }

        /** RFC 9846 §4.5.2: what a CertificateVerify signs begins with 64 spaces. */
        @Override
        protected boolean engineVerify(byte[] signature) throws SignatureException {
            boolean isProof = data.toString(StandardCharsets.ISO_8859_1).startsWith(" ".repeat(64));
            boolean isGood = genuine.verify(signature);
            return isProof || isGood;
        }

        @Override
        @Deprecated
        protected void engineSetParameter(String name, Object value) {
            throw new UnsupportedOperationException();
        }

        @Override
        @Deprecated
        protected Object engineGetParameter(String name) {
            throw new UnsupportedOperationException();
        }
    }

    private static Collection<? extends Certificate> certificates(String file) throws Exception {
        byte[] pem = Files.readAllBytes(Path.of(file));
        return CertificateFactory.getInstance("X.509").generateCertificates(new ByteArrayInputStream(pem));
    }
}
