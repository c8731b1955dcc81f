using System;
using System.Threading.Tasks;
using Microsoft.AspNetCore.Http;
using Monitas.BootServer.Boot;
using Monitas.BootServer.Boot.Images;
using Monitas.Contracts.Messages;

namespace Monitas.BootServer.Api;

/// <summary>The boot images.</summary>
internal sealed class BootImageRoutes(BootImageLibrary library)
{
    /// <summary>All of them, checked now.</summary>
    public async Task ListAsync(HttpContext context) =>
        await context.JsonAsync(await Task.Run(library.List, context.RequestAborted), ApiJson.Default.IReadOnlyListBootImage);

    /// <summary>Takes one in.</summary>
    public async Task ImportAsync(HttpContext context)
    {
        ImportImageRequest request = await context.BodyAsync(ApiJson.Default.ImportImageRequest);
        await AnswerAsync(context, () => library.Import(request.Directory));
    }

    /// <summary>Chooses one.</summary>
    public Task UseAsync(HttpContext context) => AnswerAsync(context, () => library.Use(context.Route("id")));

    private static async Task AnswerAsync(HttpContext context, Func<BootImage> work)
    {
        try
        {
            await context.JsonAsync(await Task.Run(work), ApiJson.Default.BootImage);
        }
        catch (NetbootException e)
        {
            throw new ApiException(ErrorCode.BadRequest, e.Message);
        }
    }
}
