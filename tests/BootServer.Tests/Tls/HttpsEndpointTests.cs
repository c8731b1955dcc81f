using System;
using System.Net.Http;
using System.Security.Cryptography.X509Certificates;
using System.Threading.Tasks;
using Monitas.BootServer.Tests.Agents;
using Monitas.BootServer.Tls;
using Xunit;

namespace Monitas.BootServer.Tests.Tls;

public sealed class HttpsEndpointTests
{
    [Fact]
    public async Task Get_CaPem_HoldsTheCaThatSignedTheConnection()
    {
        using TemporaryDirectory directory = new();
        await using TestServer server = await TestServer.StartAsync(directory);
        using HttpClient http = server.Client();

        string pem = await http.GetStringAsync(new Uri("/ca.pem", UriKind.Relative), TestContext.Current.CancellationToken);

        using X509Certificate2 ca = X509Certificate2.CreateFromPem(pem);
        Assert.Equal(server.CaFingerprint, CertificateFactory.Fingerprint(ca));
        Assert.DoesNotContain("PRIVATE", pem, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("-tls1_3", true)]
    [InlineData("-tls1_2", true)]
    [InlineData("-tls1_1", false)]
    public async Task Connect_WithOneVersion_WorksFromTls12Upwards(string version, bool works)
    {
        using TemporaryDirectory directory = new();
        await using TestServer server = await TestServer.StartAsync(directory);

        (int exitCode, string output) = await Tool.RunAsync(
            "openssl",
            [
                "s_client", "-connect", $"127.0.0.1:{server.Url.Port}", version, "-cipher", "ALL:@SECLEVEL=0",
                "-CAfile", directory.Combine("state", "tls", "ca.pem"), "-verify_return_error", "-verify_ip", "127.0.0.1",
            ],
            TestContext.Current.CancellationToken);

        Assert.True(works == (exitCode == 0), output);
    }
}
