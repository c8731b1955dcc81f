using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.IO;
using System.Linq;
using System.Net;
using System.Net.Sockets;
using System.Threading;

namespace Monitas.Bench.Clients;

/// <summary>Many clients that fetch the same file at the same time, a thread each.</summary>
public static class FetchRun
{
    private const int TftpPort = 69;
    private const int HttpPort = 80;
    private const int StackBytes = 1 << 18;

    /// <summary>Runs all of them to their ends.</summary>
    public static FetchResult Run(FetchOrder order)
    {
        byte[] expected = File.ReadAllBytes(order.Expected);
        long before = 0;
        if (order.WarmUp)
        {
            IFetch first = Make(order, expected, order.Clients[0]);
            TryFetch(first);
            before = first.Bytes;
        }

        IFetch[] fetches = [.. order.Clients.Select(client => Make(order, expected, client))];
        List<double> seconds = [];
        List<string> failures = [];
        using ManualResetEventSlim start = new();
        long started = 0;
        Thread[] threads = [.. fetches.Select(fetch => new Thread(() =>
        {
            start.Wait();
            string? failure = TryFetch(fetch);
            double took = Stopwatch.GetElapsedTime(Volatile.Read(ref started)).TotalSeconds;
            lock (seconds)
            {
                if (failure is null)
                {
                    seconds.Add(took);
                }
                else
                {
                    failures.Add(failure);
                }
            }
        }, StackBytes))];
        Array.ForEach(threads, thread => thread.Start());
        Volatile.Write(ref started, Stopwatch.GetTimestamp());
        start.Set();
        Array.ForEach(threads, thread => thread.Join());
        long bytes = fetches.Sum(fetch => fetch.Bytes);
        return new FetchResult(bytes, before + bytes, [.. seconds.Order()], failures, fetches[0].Terms, fetches.Sum(fetch => fetch.Resent));
    }

    private static IFetch Make(FetchOrder order, ReadOnlyMemory<byte> expected, string client)
    {
        IPAddress server = IPAddress.Parse(order.Server);
        return order.Protocol == "tftp"
            ? new TftpFetch(new IPEndPoint(server, TftpPort), order.Name, order.BlockBytes, order.WindowBlocks, expected, IPAddress.Parse(client))
            : new HttpFetch(new IPEndPoint(server, HttpPort), order.Name, expected, IPAddress.Parse(client));
    }

    private static string? TryFetch(IFetch fetch)
    {
        try
        {
            fetch.Run();
            return null;
        }
        catch (Exception e) when (e is FetchException or SocketException)
        {
            return e.Message;
        }
    }
}
