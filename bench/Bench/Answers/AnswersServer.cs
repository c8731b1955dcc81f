using System;
using System.Diagnostics;
using System.IO;
using System.Linq;
using System.Net;
using System.Net.Http;
using System.Net.Sockets;
using System.Text.Json.Nodes;
using System.Threading;
using System.Threading.Tasks;
using Monitas.Lab;

namespace Monitas.Bench.Answers;

/// <summary>The daemon on a state directory, asked on its socket as the command line asks it: a command's own start would take longer than the answer.</summary>
internal sealed class AnswersServer : IAsyncDisposable
{
    private readonly Process _process;
    private readonly HttpClient _http;

    private AnswersServer(Process process, string socket)
    {
        _process = process;
        _http = new HttpClient(new SocketsHttpHandler
        {
            ConnectCallback = async (_, stop) =>
            {
                Socket connection = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
                await connection.ConnectAsync(new UnixDomainSocketEndPoint(socket), stop);
                return new NetworkStream(connection, ownsSocket: true);
            },
        })
        { BaseAddress = new Uri("http://monitas/"), Timeout = TimeSpan.FromMinutes(10) };
    }

    /// <summary>The most memory that the server has had, in bytes.</summary>
    internal long PeakBytes
    {
        get
        {
            _process.Refresh();
            return _process.PeakWorkingSet64;
        }
    }

    /// <summary>The processor time that the server has taken.</summary>
    internal TimeSpan ProcessorTime
    {
        get
        {
            _process.Refresh();
            return _process.TotalProcessorTime;
        }
    }

    /// <summary>Starts the daemon and waits until it answers.</summary>
    internal static async Task<AnswersServer> StartAsync(string program, string folder, CancellationToken cancellation)
    {
        string socket = Path.Combine(folder, "m.sock");
        File.Delete(socket);
        ProcessStartInfo start = new(program.EndsWith(".dll", StringComparison.Ordinal) ? "dotnet" : program) { RedirectStandardOutput = true, RedirectStandardError = true };
        string[] arguments =
        [
            .. program.EndsWith(".dll", StringComparison.Ordinal) ? new[] { "exec", program } : [], "-d", "--set", $"server:state-directory={folder}/state", "--set", $"server:store={folder}/store",
            "--set", $"server:socket={socket}", "--set", $"server:https-port={FreePort()}", "--set", "console:port=off", "--set", "netboot:mode=off",
        ];
        Array.ForEach(arguments, start.ArgumentList.Add);
        Process process = Process.Start(start) ?? throw new LabException("The server does not start.");
        process.OutputDataReceived += (_, _) => { };
        process.ErrorDataReceived += (_, line) => Console.Error.WriteLine(line.Data);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        while (!File.Exists(socket))
        {
            if (process.HasExited)
            {
                throw new LabException($"The server ended with {process.ExitCode}.");
            }
            await Task.Delay(50, cancellation);
        }
        return new AnswersServer(process, socket);
    }

    /// <summary>Asks, and tells how long the answer took and what processor time the server.</summary>
    internal async Task<(JsonNode Answer, double Milliseconds, double CpuMilliseconds)> AskAsync(string path, CancellationToken cancellation)
    {
        TimeSpan cpu = ProcessorTime;
        long begin = Stopwatch.GetTimestamp();
        string answer = await _http.GetStringAsync(path, cancellation);
        double milliseconds = Stopwatch.GetElapsedTime(begin).TotalMilliseconds;
        return (Parse(answer), milliseconds, (ProcessorTime - cpu).TotalMilliseconds);
    }

    /// <summary>One document, or several, one a line, as an array.</summary>
    private static JsonNode Parse(string answer)
    {
        string[] lines = answer.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        return lines.Length == 1 ? JsonNode.Parse(lines[0])! : new JsonArray([.. lines.Select(line => JsonNode.Parse(line))]);
    }

    private static int FreePort()
    {
        using TcpListener listener = new(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        using Process kill = Process.Start("kill", ["-TERM", $"{_process.Id}"]);
        await _process.WaitForExitAsync();
        _process.Dispose();
    }
}
