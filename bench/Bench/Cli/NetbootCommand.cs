using System.CommandLine;
using System.IO;
using Monitas.Bench.Netboot;

namespace Monitas.Bench.Cli;

/// <summary>netboot: how fast PCs get what they start from.</summary>
public static class NetbootCommand
{
    /// <summary>The command.</summary>
    public static Command Make()
    {
        BenchOptions options = new(NetbootBench.OneClient, NetbootBench.ManyTftp, NetbootBench.ManyHttp, NetbootBench.Dhcp);
        return options.Bind(new Command("netboot", "TFTP, HTTP and DHCP for network boot, beside dnsmasq, atftpd and nginx."), (parsed, report, cancellation) =>
        {
            NetbootSizes sizes = parsed.GetRequiredValue(options.Size) switch
            {
                "quick" => NetbootSizes.Quick,
                "smoke" => NetbootSizes.Smoke,
                _ => NetbootSizes.Full,
            };
            sizes = parsed.GetValue(options.Rounds) is { } times ? sizes with { Rounds = times } : sizes;
            string program = Path.GetFullPath(parsed.GetRequiredValue(options.Server));
            return new NetbootBench(program, Path.GetFullPath(parsed.GetRequiredValue(options.Folder)), sizes, report).RunAsync(parsed.GetValue(options.Only), cancellation);
        });
    }
}
