using System;
using System.Collections.Generic;
using System.IO;
using System.Runtime.CompilerServices;
using System.Text.Json.Serialization.Metadata;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.AspNetCore.Components.Authorization;
using Monitas.BootServer.Cli;
using Monitas.BootServer.Configuration;

namespace Monitas.BootServer.WebConsole;

/// <summary>The sysadmin's interface under the name of who has signed in. Failures are <see cref="CliException"/>s, whose messages are for people.</summary>
internal sealed class ConsoleApi(AuthenticationStateProvider state, ServerSettings settings) : IDisposable
{
    private ApiClient? _client;

    /// <summary>GET.</summary>
    public async Task<T> GetAsync<T>(string path, JsonTypeInfo<T> answer, CancellationToken cancellationToken) => await (await ClientAsync()).GetAsync(path, answer, cancellationToken);

    /// <summary>DELETE.</summary>
    public async Task<T> DeleteAsync<T>(string path, JsonTypeInfo<T> answer, CancellationToken cancellationToken) => await (await ClientAsync()).DeleteAsync(path, answer, cancellationToken);

    /// <summary>POST without a body.</summary>
    public async Task<T> PostAsync<T>(string path, JsonTypeInfo<T> answer, CancellationToken cancellationToken) => await (await ClientAsync()).PostAsync(path, answer, cancellationToken);

    /// <summary>POST with a body.</summary>
    public async Task<TAnswer> PostAsync<TBody, TAnswer>(string path, TBody body, JsonTypeInfo<TBody> bodyType, JsonTypeInfo<TAnswer> answer, CancellationToken cancellationToken) =>
        await (await ClientAsync()).PostAsync(path, body, bodyType, answer, cancellationToken);

    /// <summary>GET of an answer in lines, as they come.</summary>
    public async IAsyncEnumerable<T> LinesAsync<T>(string path, JsonTypeInfo<T> type, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (T line in (await ClientAsync()).LinesAsync(path, type, cancellationToken))
        {
            yield return line;
        }
    }

    /// <summary>GET of an answer in bytes, as they come.</summary>
    public async Task CopyAsync(string path, Stream target, CancellationToken cancellationToken) => await (await ClientAsync()).CopyAsync(path, target, cancellationToken);

    /// <inheritdoc/>
    public void Dispose() => _client?.Dispose();

    private async ValueTask<ApiClient> ClientAsync()
    {
        if (_client is null)
        {
            AuthenticationState who = await state.GetAuthenticationStateAsync();
            _client = new ApiClient(settings.Socket, who.User.Identity?.Name ?? throw new InvalidOperationException("Nobody has signed in."));
        }
        return _client;
    }
}
