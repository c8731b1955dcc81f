using System.IO;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Monitas.BootServer.Tls;

/// <summary>
/// Keeps a certificate and its key as two PEM files, mode 0600, NAME.pem and NAME.key. Each is written beside its place and
/// renamed, the key first, so that a crash never leaves a half-written file.
/// </summary>
/// <param name="directory">Where the files lie; made with mode 0700.</param>
internal sealed class CertificateFiles(string directory)
{
    private const UnixFileMode OnlyOwner = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    /// <summary>The certificate with its key, or null when there are no such files. The caller owns it.</summary>
    /// <exception cref="InvalidDataException">The files do not hold a certificate and its key.</exception>
    public X509Certificate2? Load(string name)
    {
        (string certificatePath, string keyPath) = Paths(name);
        if (!File.Exists(certificatePath))
        {
            return null;
        }
        if (!File.Exists(keyPath))
        {
            throw new InvalidDataException($"{keyPath} is missing. Put it back from a backup of the server.");
        }
        try
        {
            return X509Certificate2.CreateFromPem(File.ReadAllText(certificatePath), File.ReadAllText(keyPath));
        }
        catch (CryptographicException e)
        {
            throw new InvalidDataException($"{certificatePath} and {keyPath} are not a certificate and its key: {e.Message} Put them back from a backup of the server.", e);
        }
    }

    /// <summary>Writes both files durably.</summary>
    public void Save(string name, X509Certificate2 certificate)
    {
        Directory.CreateDirectory(directory, OnlyOwner | UnixFileMode.UserExecute);
        (string certificatePath, string keyPath) = Paths(name);
        using ECDsa key = certificate.GetECDsaPrivateKey() ?? throw new CryptographicException("The certificate has no ECDSA key.");
        Write(keyPath, key.ExportPkcs8PrivateKeyPem());
        Write(certificatePath, certificate.ExportCertificatePem() + "\n");
    }

    private (string Certificate, string Key) Paths(string name) => (Path.Combine(directory, name + ".pem"), Path.Combine(directory, name + ".key"));

    private static void Write(string path, string text)
    {
        string partial = path + ".new";
        File.Delete(partial);
        FileStreamOptions options = new() { Mode = FileMode.CreateNew, Access = FileAccess.Write, UnixCreateMode = OnlyOwner };
        using (FileStream file = new(partial, options))
        using (StreamWriter writer = new(file))
        {
            writer.Write(text);
            writer.Flush();
            file.Flush(flushToDisk: true);
        }
        File.Move(partial, path, overwrite: true);
    }
}
