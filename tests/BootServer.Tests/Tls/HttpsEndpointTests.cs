using System;
using System.Net.Http;
using System.Security.Cryptography.X509Certificates;
using System.Threading.Tasks;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Monitas.BootServer.Tls;
using Xunit;

namespace Monitas.BootServer.Tests.Tls;

public sealed class HttpsEndpointTests
{
    [Fact]
    public async Task Get_CaPem_HoldsTheCaThatSignedTheConnection()
    {
        using TemporaryDirectory directory = new();
        await using WebApplication app = await StartAsync(directory);
        using X509Certificate2 pinned = X509Certificate2.CreateFromPem(app.Services.GetRequiredService<ServerCertificates>().CaPem);
        using SocketsHttpHandler handler = new();
        handler.SslOptions.CertificateChainPolicy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
        handler.SslOptions.CertificateChainPolicy.CustomTrustStore.Add(pinned);
        using HttpClient http = new(handler);

        string pem = await http.GetStringAsync(new Uri($"https://localhost:{Port(app)}/ca.pem"), TestContext.Current.CancellationToken);

        using X509Certificate2 ca = X509Certificate2.CreateFromPem(pem);
        Assert.Equal(app.Services.GetRequiredService<ServerCertificates>().CaFingerprint, CertificateFactory.Fingerprint(ca));
        Assert.DoesNotContain("PRIVATE", pem, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("-tls1_3", true)]
    [InlineData("-tls1_2", true)]
    [InlineData("-tls1_1", false)]
    public async Task Connect_WithOneVersion_WorksFromTls12Upwards(string version, bool works)
    {
        using TemporaryDirectory directory = new();
        await using WebApplication app = await StartAsync(directory);

        (int exitCode, string output) = await Tool.RunAsync(
            "openssl",
            ["s_client", "-connect", $"127.0.0.1:{Port(app)}", version, "-cipher", "ALL:@SECLEVEL=0", "-CAfile", directory.Combine("tls", "ca.pem"), "-verify_return_error", "-verify_ip", "127.0.0.1"],
            TestContext.Current.CancellationToken);

        Assert.True(works == (exitCode == 0), output);
    }

    private static async Task<WebApplication> StartAsync(TemporaryDirectory directory)
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseKestrelHttpsConfiguration();
        builder.Logging.ClearProviders();
        builder.Services.AddHttps(new TlsOptions { Directory = directory.Combine("tls"), Port = 0 });
        WebApplication app = builder.Build();
        app.MapCa();
        await app.StartAsync(TestContext.Current.CancellationToken);
        return app;
    }

    private static int Port(WebApplication app) => new Uri(System.Linq.Enumerable.Single(app.Urls)).Port;
}
