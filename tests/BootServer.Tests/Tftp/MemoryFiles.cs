using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Net;
using Monitas.BootServer.Tftp;

namespace Monitas.BootServer.Tests.Tftp;

/// <summary>Files by name, and which of them were sent to the end.</summary>
internal sealed class MemoryFiles : ITftpFiles
{
    public Dictionary<string, byte[]> Files { get; } = [];

    public ConcurrentQueue<string> Sent { get; } = new();

    public ConcurrentQueue<TftpReport> Reports { get; } = new();

    public void Report(TftpReport report) => Reports.Enqueue(report);

    public TftpFile? Open(string name, IPEndPoint client) =>
        Files.TryGetValue(name, out byte[]? content) ? new TftpFile(content, () => Sent.Enqueue(name)) : null;
}
