using System;
using System.Net;
using System.Threading;
using System.Threading.Tasks;
using Monitas.BootServer.Boot;
using Monitas.BootServer.Tests.Boot;
using Monitas.BootServer.Tftp;

namespace Monitas.BootServer.Tests.Tftp;

/// <summary>A TFTP server on loopback, or on an interface of its own, while one test runs.</summary>
internal sealed class TftpServerFixture : IAsyncDisposable
{
    private readonly CancellationTokenSource _stopping = new();
    private readonly TftpListener _listener;
    private readonly Task _loop;

    /// <summary>Starts it.</summary>
    /// <param name="server">The interface; null: loopback with the MTU of Ethernet.</param>
    /// <param name="longestBlockBytes">As <see cref="TftpListener.LongestBlockBytes"/>.</param>
    public TftpServerFixture(NetbootInterface? server = null, int longestBlockBytes = TftpTerms.LargestBlksizeBytes)
    {
        _listener = new TftpListener(server ?? Loopback.Interface with { MtuBytes = 1500 }, 0, Files, TimeProvider.System, Logger) { LongestBlockBytes = longestBlockBytes };
        _listener.Open();
        _loop = Task.Run(() => _listener.RunAsync(_stopping.Token));
    }

    public MemoryFiles Files { get; } = new();

    public FakeLogger Logger { get; } = new();

    public IPEndPoint Address => new(IPAddress.Loopback, _listener.Port);

    /// <summary>Serves random bytes, the same for the same length.</summary>
    public byte[] Add(string name, int length)
    {
        byte[] content = new byte[length];
        new Random(length).NextBytes(content);
        return Files.Files[name] = content;
    }

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        await _loop;
        _listener.Dispose();
        _stopping.Dispose();
    }
}
